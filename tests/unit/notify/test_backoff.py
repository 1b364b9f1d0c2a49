"""A day of tries with jitter, and then none; and what that makes of each failure."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rematch_notify.domain.backoff import FIRST, LONGEST, PATIENCE, next_try, pause
from rematch_notify.domain.ends import Again, Closed, Tried, Undeliverable, after_failure, after_refusal
from tests.fakes.samples import NOW

DAY = timedelta(days=1)


def highest(_: float, high: float) -> float:
    return high


def lowest(low: float, _: float) -> float:
    return low


def tries(draw: object) -> list[datetime]:
    """When a message is tried that always fails at once."""
    at, found = NOW, [NOW]
    while (following := next_try(len(found) - 1, None, NOW, at, draw)) is not None:  # type: ignore[arg-type]
        found.append(at := following)
    return found


def test_it_is_tried_over_a_day_less_and_less_often() -> None:
    patient = tries(highest)
    assert (patient[1] - NOW).total_seconds() == FIRST
    assert patient[-1] == NOW + PATIENCE, "the last try is when the day ends"
    gaps = [(after - before).total_seconds() for before, after in pairwise(patient)]
    assert gaps[:-1] == sorted(gaps[:-1])
    assert max(gaps) <= LONGEST
    assert 10 <= len(patient) <= 20


@given(attempt=st.integers(0, 10_000), share=st.floats(0, 1), after=st.none() | st.floats(0, 1e9))
def test_it_is_never_sooner_than_asked_and_never_for_ever(attempt: int, share: float, after: float | None) -> None:
    waits = pause(attempt, after, lambda low, high: low + share * (high - low))
    assert waits >= min(after or 0, 6 * 3_600)
    assert FIRST <= waits <= LONGEST + 6 * 3_600


def test_what_failed_together_does_not_come_back_together() -> None:
    assert pause(6, None, lowest) < pause(6, None, highest) / 100


def test_after_a_day_of_trying_or_of_nothing_but_failures_an_endpoint_is_switched_off() -> None:
    fresh = Tried(0, NOW, None)
    assert isinstance(after_failure(fresh, "500", None, NOW, highest), Again)
    old = Tried(12, NOW - DAY, NOW - timedelta(hours=1))
    assert isinstance(after_failure(old, "500", None, NOW, highest), Closed)
    dead = Tried(0, NOW, NOW - DAY)
    for end in (after_failure(dead, "500", None, NOW, highest), after_refusal(dead, "400", NOW)):
        assert isinstance(end, Closed)
        assert end.outcome == "off"
        assert "day" in end.why


def test_a_refusal_is_of_one_message() -> None:
    assert after_refusal(Tried(0, NOW, NOW - timedelta(hours=23)), "too large", NOW) == Undeliverable("too large")
