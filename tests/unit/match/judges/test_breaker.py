import pytest

from rematch_match.domain.breaker import Breaker
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def breaker(clock: FakeClock) -> Breaker:
    return Breaker(clock, failures=3, pause=60.0)


def state(breaker: Breaker) -> str:
    """Looked at anew: time has gone on."""
    return breaker.state


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        breaker.failed()


def test_it_opens_after_so_many_failures_in_a_row(breaker: Breaker) -> None:
    fail(breaker, 2)
    assert (state(breaker), breaker.admits()) == ("closed", True)
    fail(breaker, 1)
    assert (state(breaker), breaker.admits()) == ("open", False)


def test_a_success_between_them_begins_anew(breaker: Breaker) -> None:
    fail(breaker, 2)
    breaker.succeeded()
    fail(breaker, 2)
    assert state(breaker) == "closed"


def test_after_the_pause_one_trial_is_admitted(breaker: Breaker, clock: FakeClock) -> None:
    fail(breaker, 3)
    clock.advance(59.9)
    assert state(breaker) == "open"
    clock.advance(0.1)
    assert state(breaker) == "half-open"
    assert [breaker.admits(), breaker.admits()] == [True, False]


def test_a_trial_closes_it_or_opens_it_for_another_pause(breaker: Breaker, clock: FakeClock) -> None:
    fail(breaker, 3)
    clock.advance(60)
    assert breaker.admits()
    breaker.failed()
    assert state(breaker) == "open"
    clock.advance(60)
    assert breaker.admits()
    breaker.succeeded()
    assert (state(breaker), breaker.admits(), breaker.admits()) == ("closed", True, True)


def test_a_trial_of_which_nothing_is_heard_is_over_after_another_pause(breaker: Breaker, clock: FakeClock) -> None:
    fail(breaker, 3)
    clock.advance(60)
    assert breaker.admits()
    clock.advance(59)
    assert not breaker.admits()
    clock.advance(1)
    assert breaker.admits()
