"""What `rematch republish` says of what a service published again, and whom it refuses."""

import json

import pytest

from rematch_devstack.commands import republish
from rematch_devstack.errors import StackError


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """What the service says: how many keys of which topic."""
    counts: dict[str, int] = {}
    monkeypatch.setattr(republish, "environment", lambda *_: {})
    monkeypatch.setattr(republish, "output_of", lambda *_, **__: f"starting\n{json.dumps(counts)}\n")
    return counts


def test_each_topic_is_told_with_its_keys(said: dict[str, int], capsys: pytest.CaptureFixture[str]) -> None:
    said |= {"matches": 1_200, "deduped-jobs": 1}
    republish.republish("match")
    assert capsys.readouterr().out.splitlines() == [
        "matches: 1,200 keys published again",
        "deduped-jobs: 1 key published again",
    ]


@pytest.mark.usefixtures("said")
def test_who_keeps_nothing_says_so_to_a_person_and_an_empty_object_to_a_program(
    capsys: pytest.CaptureFixture[str],
) -> None:
    republish.republish("notify")
    assert capsys.readouterr().out == "notify keeps nothing of a compacted topic\n"
    republish.republish("notify", as_json=True)
    assert capsys.readouterr().out == "{}\n"


def test_embed_is_told_the_way_that_it_has() -> None:
    with pytest.raises(StackError, match="rematch replay deduped-jobs --from beginning --to embed"):
        republish.republish("embed")


def test_nobody_else_is_asked() -> None:
    with pytest.raises(StackError, match="there is no service nobody with tables: choose from"):
        republish.republish("nobody")
