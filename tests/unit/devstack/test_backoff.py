import pytest

from rematch_devstack.backoff import DEPENDENCY_AWAY, Backoff

BACKOFF = Backoff(first=1.0, longest=10.0, stable=30.0, away=0.5)


def middle() -> float:
    return 0.5


def test_each_failure_in_a_row_waits_twice_as_long_up_to_a_limit() -> None:
    assert [BACKOFF.delay(n, 1, middle) for n in (1, 2, 3, 4, 5, 100)] == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


def test_a_dependency_that_is_away_is_asked_again_soon() -> None:
    assert BACKOFF.delay(9, DEPENDENCY_AWAY, middle) == 0.5


def test_jitter_keeps_services_from_returning_in_step() -> None:
    assert BACKOFF.delay(1, 1, lambda: 0.0) == pytest.approx(0.75)
    assert BACKOFF.delay(1, 1, lambda: 0.999) == pytest.approx(1.25, abs=0.01)


def test_a_service_that_stayed_up_starts_over() -> None:
    assert BACKOFF.failures(5, 1, lived=29.0) == 6
    assert BACKOFF.failures(5, 1, lived=30.0) == 1


def test_being_without_a_dependency_is_no_failure() -> None:
    assert BACKOFF.failures(0, DEPENDENCY_AWAY, lived=1.0) == 0
