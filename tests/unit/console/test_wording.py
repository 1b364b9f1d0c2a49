"""How things are told, and which addresses may be links."""

from datetime import UTC, datetime, timedelta

import pytest

from rematch_console.domain import wording

AT = datetime(2026, 7, 1, 12, 4, 31, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.0004, "0 ms"),
        (0.84, "840 ms"),
        (2.44, "2.4 s"),
        (12, "12 s"),
        (90, "1.5 min"),
        (7200, "2 h"),
        (200_000, "2 d"),
    ],
)
def test_a_span_is_told_in_the_unit_that_suits_it(seconds: float, told: str) -> None:
    assert wording.took(seconds) == told


def test_what_is_not_known_is_a_dash() -> None:
    told = {
        wording.took(None),
        wording.count(None),
        wording.percent(None),
        wording.clock("nonsense"),
        wording.clock(None),
    }
    assert told == {wording.NOTHING}


def test_times() -> None:
    assert wording.clock(AT) == wording.clock("2026-07-01T14:04:31.250+02:00") == "12:04:31.250"
    assert wording.ago(AT.isoformat(), AT + timedelta(minutes=5)) == "5 min ago"
    assert wording.ago(AT, AT - timedelta(minutes=5)) == "0 ms ago"


def test_shares_and_names() -> None:
    assert [wording.percent(share) for share in (0.0, 0.004, 0.42)] == ["0%", "0.4%", "42%"]
    assert (wording.count(1234567.4), wording.words("new_opening"), wording.words(None)) == (
        "1,234,567",
        "new opening",
        "",
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https:",
        "http://[",
        "",
        None,
    ],
)
def test_what_runs_or_leads_nowhere_is_no_link(address: str | None) -> None:
    assert wording.outward(address) is None


def test_a_web_address_is_a_link() -> None:
    assert wording.outward(" https://jobs.example.org/4?a=b ") == "https://jobs.example.org/4?a=b"
