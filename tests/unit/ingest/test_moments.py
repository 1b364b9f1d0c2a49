"""When `--since` is, on the command line of erasures."""

from datetime import UTC, datetime

import pytest

from rematch_ingest.erasing import parser


@pytest.mark.parametrize("text", ["2026-02-01", "2026-02-01T00:00", "2026-02-01T01:00:00+01:00"])
def test_the_forms_that_are_told_are_possible(text: str) -> None:
    assert parser().parse_args(["replay", "--since", text]).since == datetime(2026, 2, 1, tzinfo=UTC)


def test_what_is_none_is_told_what_is_possible(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["replay", "--since", "yesterday"])
    told = capsys.readouterr().err
    assert "'yesterday' is no moment" in told
    assert "2026-02-01T10:00" in told
