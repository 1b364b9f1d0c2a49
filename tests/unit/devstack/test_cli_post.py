"""`rematch post` and `rematch import`: what they show."""

import pytest

from rematch_devstack.commands import importing, posting
from rematch_devstack.commands.posting import Tally


def test_a_tally_counts_all_and_shows_a_few() -> None:
    tally = Tally()
    tally.note({"accepted": True}, 1)
    for number in range(2, 40):
        tally.note({"accepted": False, "reason": "bad\x1b[31m", "field": "title"}, number)
    assert (tally.accepted, tally.rejected, len(tally.rows())) == (1, 38, posting.SHOWN)
    assert tally.rows()[0] == (2, "title", "bad·[31m")
    assert tally.told().startswith("1 posting accepted, 38 lines rejected")


def test_an_import_is_shown_with_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    counts = {"total": 9, "new": 1, "duplicate": 2, "updated": 3, "failed": 3, "problem": None}
    failed = [{"line": 4, "field": None, "reason": "not JSON"}]
    importing.show({"import_id": "i-1", "state": "completed", **counts, "failures": failed}, as_json=False)
    shown = capsys.readouterr().out
    assert "import i-1 completed; 9 lines, 1 new, 2 duplicate, 3 updated, 3 failed" in shown
    assert "not JSON" in shown
    assert "and 2 more" in shown
