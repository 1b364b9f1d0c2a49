"""A minute's worth of requests a key, for all processes together."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.buckets import Draw, LeasedBuckets, OwnBuckets, draw_from
from tests.fakes.buckets import FakeSharedBuckets


class Clock:
    """Seconds that a test lets pass, for processes and for the database alike."""

    def __init__(self, shared: FakeSharedBuckets) -> None:
        self.seconds = 100.0
        self._shared = shared

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds
        self._shared.now += timedelta(seconds=seconds)


@pytest.fixture
def shared() -> FakeSharedBuckets:
    return FakeSharedBuckets()


@pytest.fixture
def clock(shared: FakeSharedBuckets) -> Clock:
    return Clock(shared)


async def let_in(buckets: LeasedBuckets | OwnBuckets, count: int, per_minute: int = 60) -> int:
    return sum([(await buckets.take("k-1", per_minute)).allowed for _ in range(count)])


@given(st.floats(0, 1e6), st.integers(0, 10_000), st.integers(0, 1_000), st.integers(0, 1_000), st.floats(0, 1e6))
def test_a_draw_gives_what_was_wished_or_what_is_there(
    level: float, per_minute: int, want: int, back: int, seconds: float
) -> None:
    drawn = draw_from(level, Draw("k-1", per_minute, want, back), seconds)
    assert 0 <= drawn.given <= want
    assert drawn.left >= 0
    assert drawn.given + drawn.left <= per_minute
    assert drawn.given == want or drawn.left < 1


async def test_a_process_alone_gives_a_minute_s_worth_and_then_evenly(clock: Clock) -> None:
    own = OwnBuckets(clock)
    assert await let_in(own, 100) == 60
    clock.advance(2.5)
    assert await let_in(own, 100) == 2
    refused = await own.take("k-1", 60)
    assert (refused.allowed, refused.remaining) == (False, 0)
    assert refused.wait == pytest.approx(0.5)
    assert (await own.take("k-2", 60)).remaining == 59


async def test_two_processes_share_what_there_is(shared: FakeSharedBuckets, clock: Clock) -> None:
    one, other = LeasedBuckets(shared, clock), LeasedBuckets(shared, clock)
    assert await let_in(one, 40) + await let_in(other, 40) == 60
    clock.advance(3)
    assert await let_in(one, 5) + await let_in(other, 5) == 3


async def test_requests_at_once_in_two_processes_share_it_too(shared: FakeSharedBuckets, clock: Clock) -> None:
    both = [LeasedBuckets(shared, clock) for _ in range(2)]
    taken = await asyncio.gather(*(both[n % 2].take("k-1", 600) for n in range(1_000)))
    assert sum(one.allowed for one in taken) == 600
    assert len(shared.draws) < 100


async def test_a_second_s_worth_is_drawn_at_once_and_the_rest_given_back(
    shared: FakeSharedBuckets, clock: Clock
) -> None:
    buckets = LeasedBuckets(shared, clock)
    assert (await buckets.take("k-1", 6_000)).remaining == 5_999
    assert await let_in(buckets, 29, 6_000) == 29
    clock.advance(1.0)
    assert (await buckets.take("k-1", 6_000)).remaining == 5_999, "a second has filled it, and seventy came back"
    assert shared.draws == [Draw("k-1", 6_000, 100), Draw("k-1", 6_000, 100, back=70)]


async def test_a_flood_costs_no_draw_each(shared: FakeSharedBuckets, clock: Clock) -> None:
    buckets = LeasedBuckets(shared, clock)
    assert await let_in(buckets, 1_000) == 60
    assert len(shared.draws) == 61
    clock.advance(1.0)
    assert await let_in(buckets, 1_000) == 1


async def test_while_the_database_is_away_each_process_limits_by_itself(
    shared: FakeSharedBuckets, clock: Clock
) -> None:
    buckets, shared.away = LeasedBuckets(shared, clock), 1
    assert await let_in(buckets, 100) == 60
    assert shared.draws == [], "it is left alone for a while"
    clock.advance(5.0)
    assert (await buckets.take("k-1", 60)).remaining == 59
    assert len(shared.draws) == 1


async def test_a_key_that_may_ask_nothing_is_told_to_wait(shared: FakeSharedBuckets, clock: Clock) -> None:
    for buckets in (OwnBuckets(clock), LeasedBuckets(shared, clock)):
        taken = await buckets.take("k-1", 0)
        assert (taken.allowed, taken.limit, taken.wait) == (False, 0, 60.0)
