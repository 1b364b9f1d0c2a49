"""What `rematch index` tells somebody who waits, and a program."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from rematch_devstack.commands import index
from rematch_devstack.commands.index import Progress, told

ASKED: dict[str, Any] = {
    "id": 7,
    "kind": "check",
    "stage": 0,
    "looked": 0,
    "wrong": 0,
    "skills_wrong": 0,
    "done_at": None,
}
MOVED = {**ASKED, "stage": 2, "looked": 1_200}
DONE = {**MOVED, "done_at": "2026-11-29T10:00:00Z"}


class Match:
    """What match's own command would say, one answer after the other."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self._answers: Iterator[dict[str, Any]] = iter(answers)
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, *words: str) -> dict[str, Any]:
        self.asked.append(words)
        return ASKED if words[0] != "status" else next(self._answers)


@pytest.fixture
def match(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Match]]:
    there: list[Match] = []
    monkeypatch.setattr(index, "_asking", lambda _: there[0])
    monkeypatch.setattr(index, "_EVERY", 0.0)
    yield there


def test_a_line_says_how_far_it_is() -> None:
    assert told(MOVED) == ("check 7: step 3 of 5, 1,200 looked at; differ: 0 in the vector index, 0 in that of skills")
    assert told({**DONE, "kind": "rebuild", "wrong": 3}).startswith("rebuild 7: done, 1,200 looked at; mended: 3 in")


def test_what_stands_still_is_told_once_until_it_moves() -> None:
    progress = Progress()
    assert progress.news(ASKED, 0.0) == told(ASKED)
    assert progress.news(ASKED, 9.0) is None
    assert "nothing moves: is match running?" in (progress.news(ASKED, 11.0) or "")
    assert progress.news(ASKED, 99.0) is None
    assert progress.news(MOVED, 100.0) == told(MOVED)
    assert progress.news(MOVED, 109.0) is None
    assert "nothing moves" in (progress.news(MOVED, 111.0) or "")


def test_the_one_asked_for_is_waited_for_by_its_number(match: list[Match], capsys: pytest.CaptureFixture[str]) -> None:
    match.append(Match(ASKED, MOVED, DONE))
    index.rebuild()
    assert match[0].asked == [("rebuild",), *[("status", "7")] * 3]
    assert "step 3 of 5" in (shown := capsys.readouterr()).err
    assert "done, 1,200 looked at" in shown.out


def test_a_check_that_finds_differences_fails(match: list[Match]) -> None:
    match.append(Match({**DONE, "skills_wrong": 1}))
    with pytest.raises(typer.Exit) as ended:
        index.check()
    assert ended.value.exit_code == 1


def test_a_program_gets_one_line_of_json_and_nothing_beside_it(
    match: list[Match], capsys: pytest.CaptureFixture[str]
) -> None:
    match.append(Match(ASKED, MOVED, DONE))
    index.check(as_json=True)
    shown = capsys.readouterr()
    assert (json.loads(shown.out), shown.err) == (DONE, "")


def test_who_does_not_wait_is_told_the_number(match: list[Match], capsys: pytest.CaptureFixture[str]) -> None:
    match.append(Match())
    index.rebuild(no_wait=True)
    assert capsys.readouterr().out == "asked for: rebuild 7\n"
