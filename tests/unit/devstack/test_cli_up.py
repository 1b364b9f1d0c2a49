"""What a person sees of `rematch up`, and the demo that is played."""

import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from rematch_common.records import Record
from rematch_devstack import workspace
from rematch_devstack.commands import demo_key
from rematch_devstack.commands.matches import Board, Match, match_in
from rematch_devstack.commands.screen import Screen, Throttle
from rematch_devstack.specs import Event, Status

NOW = datetime(2030, 1, 2, tzinfo=UTC)


def told(score: float, candidate: str = "c-7", kind: str = "rematch.match.found.v1") -> Record:
    value: dict[str, Any] = {
        "score": score,
        "candidate_id": candidate,
        "job": {"title": "Senior Data Engineer", "company": "Acme"},
        "explanation": {"summary": "Brings 6 of 8 skills asked for: kafka, sql."},
    }
    return Record("matches", 0, 0, 0, b"k", orjson.dumps(value), (("ce_type", kind.encode()),))


def test_what_a_match_is() -> None:
    assert (
        str(match_in(told(82.4)))
        == "82 c-7 ↔ Senior Data Engineer at Acme — Brings 6 of 8 skills asked for: kafka, sql."
    )
    assert match_in(told(82, kind="rematch.match.withdrawn.v1")) is None
    assert match_in(Record("matches", 0, 0, 0, b"k", None)) is None
    assert match_in(Record("matches", 0, 0, 0, b"k", b"{}", (("ce_type", b"rematch.match.found.v1"),))) is None


async def test_the_first_match_is_told_at_once_and_the_others_are_no_flood() -> None:
    lines: list[str] = []
    board = Board(lambda: 12.34, lambda line, _style: lines.append(line))
    await board.see([])
    assert board.summary() is None
    await board.see([told(60, "c-1"), told(82)])
    assert lines == [f"first match 12.3 s: {match_in(told(82))}"]
    await board.see([told(90, "c-2")] * 40)
    assert len(lines) == 1
    assert board.summary() == f"42 matches, newest (best of 42): {match_in(told(90, 'c-2'))}"
    assert board.summary() is None


def test_one_match_alone_is_not_the_best_of_anything() -> None:
    board = Board(lambda: 0.0)
    board._fresh, board._count = [Match(70, "c", "j", "w")], 1
    assert board.summary() == "1 match, newest: 70 c ↔ j — w"


def test_a_flood_of_a_kind_is_counted() -> None:
    clock = [0.0]
    throttle = Throttle(lambda: clock[0], seconds=10)
    line = '{"level": "warning", "message": "dead-lettered", "record": "raw-jobs/0/%d"}'
    assert [throttle.before("dedup", line % number) for number in range(3)] == [0, 1, 2]
    assert throttle.before("embed", line % 4) == 0
    clock[0] = 10.0
    assert throttle.before("dedup", line % 5) == 0


def test_a_service_that_keeps_crashing_is_shown_with_its_last_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "dedup.log").write_text("one\nValueError: no such thing\n")
    screen = Screen(lambda: 1.0, tmp_path)
    for _ in range(3):
        screen.event(Event("dedup", Status.CRASHED, "ended with exit code 1: no such thing"))
    said = capsys.readouterr()
    assert said.err.count("dedup ended with exit code 1: no such thing; it is started again") == 3
    assert said.err.count("dedup keeps crashing: all it said is in") == 1
    assert "ValueError: no such thing" in said.out


def test_complaints_of_a_service_that_starts_are_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(lambda: 1.0, tmp_path)
    warning = '{"level": "warning", "message": "waiting for what is away"}'
    screen.line("dedup", warning)
    assert capsys.readouterr().out == ""
    screen.event(Event("dedup", Status.READY))
    for _ in range(20):
        screen.line("dedup", warning)
    said = capsys.readouterr().out
    assert said.count("waiting for what is away") == 5
    assert said.count("and more of these") == 1


def test_other_terminals_are_told_where_the_stack_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Screen(lambda: 1.0, workspace.default_data_dir({})).ready("all")
    assert capsys.readouterr().out.endswith("in another terminal find it\n")
    monkeypatch.setenv("REMATCH_DATA_DIR", str(tmp_path))  # of this terminal, and maybe of no other
    Screen(lambda: 1.0, tmp_path).ready("all")
    assert capsys.readouterr().out.endswith(f"in another terminal find it with --data-dir {tmp_path}\n")


def test_the_demo_key_is_for_this_user_only(tmp_path: Path) -> None:
    assert demo_key.kept(tmp_path) is None
    demo_key.keep(tmp_path, "rmk_1")
    demo_key.keep(tmp_path, "rmk_2")
    assert demo_key.kept(tmp_path) == "rmk_2"
    assert stat.S_IMODE((tmp_path / demo_key.FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [demo_key.FILE]
