"""What `rematch learn` asks of match, and how it is shown."""

import json
from typing import Any

import pytest
import typer

from rematch_devstack.cli import application
from rematch_devstack.commands import learn
from rematch_devstack.errors import StackError

JUDGED = {"people": 60, "before": 0.41, "after": 0.5, "difference": 0.09, "low": 0.04, "high": 0.14}
DATA = {"digest": "0123456789abcdef", "pairs": 900, "people": 60, "reactions": 1, "since": 0, "until": 86_400, "cut": 9}
MODEL = {"model": 2, "trained_at": "2026-11-29T10:00:00Z", "data": DATA, "judged": JUDGED, "refused": None}
LEARNT = {"tenant_id": "acme\x1b[31m", "profile": "learned", "outcome": "promoted", **MODEL}
STATUS: dict[str, Any] = {
    "tenant_id": "acme",
    "profile": "learned",
    "in_force": 2,
    "used": True,
    "switches": [{"model": 2, "why": "promoted", "at": "2026-11-29T10:00:00Z"}],
    "models": [MODEL, {**MODEL, "model": 1, "judged": None, "refused": "3 people who took to a match to learn from"}],
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What was asked; and every answer is `answers`."""
    words: list[tuple[str, ...]] = []
    answers = {"train": [LEARNT], "status": [STATUS], "rollback": {"tenant_id": "acme", "from": 2, "to": None}}

    def output(module: str, *told: str, environ: object) -> str:
        words.append((module, *told))
        return json.dumps(answers[told[0]])

    monkeypatch.setattr(learn, "output_of", output)
    monkeypatch.setattr(learn, "environment", lambda *_: {})
    return words


def run(*words: str) -> None:
    application()(["learn", *words], standalone_mode=False)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), ("train",)),
        (("--tenant", "acme", "--dry-run"), ("train", "--dry-run", "acme")),
        (("status",), ("status",)),
        (("status", "--tenant", "acme"), ("status", "acme")),
        (("rollback", "acme"), ("rollback", "acme")),
    ],
)
def test_it_asks_match_once(asked: list[tuple[str, ...]], words: tuple[str, ...], told: tuple[str, ...]) -> None:
    run(*words)
    assert asked == [("rematch_match.offline_learn", *told)]


def test_what_came_of_it() -> None:
    assert list(learn.rows([LEARNT])) == [
        [
            "acme·[31m",
            "2",
            "promoted",
            "0.410 → 0.500 (+0.040 to +0.140)",
            "60 people, 900 matches, 1 reaction, to 1970-01-02; 01234567",
            "",
        ]
    ]


def test_which_is_in_force_and_which_was_refused() -> None:
    assert learn.headline(STATUS) == "acme: model 2 is in force, promoted"
    assert [row[0] for row in learn.kept(STATUS)] == ["2 in force", "1"]
    assert next(row[4] for row in learn.kept(STATUS) if row[0] == "1").startswith("3 people")


def test_a_model_that_is_not_used_is_said_to_be() -> None:
    unused = {**STATUS, "used": False, "profile": "rematch"}
    assert learn.headline(unused).endswith("isn't used: the profile is rematch")


def test_as_json(asked: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]) -> None:
    run("--json")
    assert json.loads(capsys.readouterr().out) == [LEARNT]


def test_where_there_is_nothing_to_take_back(asked: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = json.dumps({"tenant_id": "acme", "from": None, "to": None})
    monkeypatch.setattr(learn, "output_of", lambda *_, environ: nothing)
    with pytest.raises(StackError, match="no model is in force for acme"):
        run("rollback", "acme")


def test_of_nothing_no_day_is_told() -> None:
    empty = {**LEARNT, "data": {**DATA, "pairs": 0, "people": 0, "reactions": 0, "until": 0}}
    assert learn.made_of(empty) == "nothing yet; 01234567"


@pytest.mark.parametrize("words", [("--tenant", ""), ("status", "--tenant", "a b"), ("rollback", "\x1b[31m")])
def test_what_is_no_tenants_name_is_refused_and_is_not_everybody(
    asked: list[tuple[str, ...]], words: tuple[str, ...]
) -> None:
    with pytest.raises(typer.BadParameter):
        run(*words)
    assert asked == []


def test_again_is_asked_for_by_name(asked: list[tuple[str, ...]]) -> None:
    run("--again", "--dry-run", "--tenant", "acme")
    assert asked == [("rematch_match.offline_learn", "train", "--dry-run", "--again", "acme")]


def test_what_was_overtaken_says_what_to_do() -> None:
    (row,) = learn.rows([{**LEARNT, "outcome": "overtaken", "model": None}])
    assert (row[1:3], row[-1].endswith("learn again")) == (["-", "overtaken"], True)
