import logging

import pytest

from rematch_encoder.circuit_breaker import CircuitBreaker
from rematch_encoder.token_bucket import TokenBucket


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker("it", clock, failures=2, pause=10)


def test_only_failures_in_a_row_open_it(breaker: CircuitBreaker) -> None:
    for _ in range(3):
        breaker.failed()
        assert breaker.allows()
        breaker.succeeded()
    assert not breaker.open


def test_open_it_allows_one_trial_a_pause(breaker: CircuitBreaker, clock: Clock) -> None:
    breaker.failed()
    breaker.failed()
    clock.now = 4
    assert (breaker.allows(), breaker.open, breaker.remaining()) == (False, True, 6)
    clock.now = 10
    assert [breaker.allows(), breaker.allows()] == [True, False]
    clock.now = 20  # nothing was heard of the trial
    assert [breaker.allows(), breaker.allows()] == [True, False]


def test_a_trial_that_fails_opens_it_anew_and_one_that_succeeds_closes_it(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    breaker.failed()
    breaker.failed()
    clock.now = 10
    assert breaker.allows()
    clock.now = 12
    breaker.failed()
    assert breaker.remaining() == 10
    clock.now = 22
    assert breaker.allows()
    breaker.succeeded()
    assert [breaker.allows(), breaker.allows()] == [True, True]
    breaker.failed()
    assert breaker.allows()


def test_what_asks_to_be_left_alone_is(breaker: CircuitBreaker, clock: Clock) -> None:
    breaker.failed(asked=60)
    clock.now = 59
    assert not breaker.allows()
    clock.now = 60
    assert breaker.allows()


def test_each_switch_is_told_once(breaker: CircuitBreaker, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        for _ in range(5):
            breaker.failed()
        for _ in range(2):
            breaker.succeeded()
    assert [record.message for record in caplog.records] == [
        "it failed 2 times in a row: left alone for 10 s",
        "it answers again",
    ]


def test_tokens_drip_and_a_few_wait_for_who_comes_late(clock: Clock) -> None:
    bucket = TokenBucket(60, clock, burst=3)
    assert [bucket.take() for _ in range(3)] == [0, 0, 0]
    assert [bucket.take() for _ in range(2)] == [1, 2]
    clock.now = 100
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 1]


@pytest.mark.parametrize(("per_minute", "burst"), [(0, 1), (-1, 1), (60, 0)])
def test_a_bucket_that_lets_nothing_through_is_refused(clock: Clock, per_minute: float, burst: int) -> None:
    with pytest.raises(ValueError, match="never let a call through"):
        TokenBucket(per_minute, clock, burst)
