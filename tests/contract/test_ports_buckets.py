"""One suite for the buckets that processes share."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Protocol

import pytest

from rematch_common.buckets import Draw, Drawn
from rematch_common.postgres_buckets import PostgresBuckets
from tests.fakes.buckets import FakeSharedBuckets
from tests.fakes.samples import NOW

SECOND = timedelta(seconds=1)


class At(Protocol):
    """Shared buckets, at a time that a test says."""

    async def draw(self, draw: Draw, at: datetime | None = None) -> Drawn: ...


@pytest.fixture(params=["fake", *(pytest.param(one, marks=pytest.mark.stack) for one in ("ingest", "match", "dedup"))])
async def buckets(request: pytest.FixtureRequest) -> AsyncIterator[At]:
    if request.param == "fake":
        yield FakeSharedBuckets()
        return
    async with request.getfixturevalue("postgres").database(request.param) as database:
        yield PostgresBuckets(database)


async def test_a_new_bucket_is_full_and_gives_what_it_has(buckets: At) -> None:
    assert await buckets.draw(Draw("k-1", 60, 50), NOW) == Drawn(50, 10)
    assert await buckets.draw(Draw("k-1", 60, 50), NOW) == Drawn(10, 0)
    assert await buckets.draw(Draw("k-1", 60, 1), NOW) == Drawn(0, 0)
    assert await buckets.draw(Draw("k-2", 60, 100), NOW) == Drawn(60, 0)


async def test_it_fills_evenly_and_never_beyond_a_minute(buckets: At) -> None:
    await buckets.draw(Draw("k-1", 60, 60), NOW)
    assert await buckets.draw(Draw("k-1", 60, 5), NOW + 0.5 * SECOND) == Drawn(0, 0.5)
    assert await buckets.draw(Draw("k-1", 60, 5), NOW + 2.5 * SECOND) == Drawn(2, 0.5)
    assert await buckets.draw(Draw("k-1", 60, 0), NOW + 3_600 * SECOND) == Drawn(0, 60)


async def test_what_is_given_back_counts(buckets: At) -> None:
    await buckets.draw(Draw("k-1", 60, 60), NOW)
    assert await buckets.draw(Draw("k-1", 60, 1, back=7), NOW) == Drawn(1, 6)
    assert await buckets.draw(Draw("k-1", 60, 0, back=500), NOW) == Drawn(0, 60)


async def test_a_clock_that_is_behind_fills_nothing_twice(buckets: At) -> None:
    await buckets.draw(Draw("k-1", 60, 60), NOW)
    assert await buckets.draw(Draw("k-1", 60, 0), NOW + 10 * SECOND) == Drawn(0, 10)
    assert await buckets.draw(Draw("k-1", 60, 0), NOW) == Drawn(0, 10)
    assert await buckets.draw(Draw("k-1", 60, 0), NOW + 10 * SECOND) == Drawn(0, 10)


async def test_a_limit_that_was_lowered_holds_at_once_and_one_of_nothing_gives_nothing(buckets: At) -> None:
    await buckets.draw(Draw("k-1", 600, 0), NOW)
    assert await buckets.draw(Draw("k-1", 6, 100), NOW) == Drawn(6, 0)
    assert await buckets.draw(Draw("k-1", 0, 1), NOW + 60 * SECOND) == Drawn(0, 0)


async def test_many_at_once_get_no_more_than_is_there(buckets: At) -> None:
    given = await asyncio.gather(*(buckets.draw(Draw("k-1", 60, 1), NOW) for _ in range(100)))
    assert Counter(drawn.given for drawn in given) == {1: 60, 0: 40}


async def test_one_with_a_burst_of_its_own_holds_no_more_than_that_and_fills_at_its_rate(buckets: At) -> None:
    assert await buckets.draw(Draw("chat", 1_800, 60, burst=50), NOW) == Drawn(50, 0)
    assert await buckets.draw(Draw("chat", 1_800, 60, burst=50), NOW + SECOND) == Drawn(30, 0)
    assert await buckets.draw(Draw("chat", 1_800, 0, burst=50), NOW + 3_600 * SECOND) == Drawn(0, 50)
