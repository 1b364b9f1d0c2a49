"""A listener gets the records of its own tenant from now on, and is cut off rather than waited for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from rematch_common.contracts import MATCHES, limits
from rematch_common.records import Record
from rematch_notify.adapters.live_feed import LiveFeed
from tests.fakes.own_topics import topic_list
from tests.fakes.samples import found, received
from tests.fakes.waiting import until

NO_OTHERS, _ = topic_list()


def record(tenant: str, number: int = 0) -> Record:
    match = found(tenant)
    return received(MATCHES, match.key, match, offset=number).record


def always() -> bool:
    return True


async def hearing(feed: LiveFeed, tenant: str = "demo", allowed: Callable[[], bool] = always) -> AsyncIterator[Record]:
    with feed.listening(tenant) as listener:
        async for heard in feed.of(listener, allowed):
            yield heard.record


async def next_of(listening: AsyncIterator[Record]) -> Record:
    async with asyncio.timeout(2):
        return await anext(listening)


async def test_each_tenant_hears_of_its_own_matches_only() -> None:
    feed = LiveFeed("nowhere:9092", asyncio.Event(), NO_OTHERS)
    mine, others = hearing(feed), hearing(feed, "other")
    waiting = [asyncio.ensure_future(next_of(mine)), asyncio.ensure_future(next_of(others))]
    await until(lambda: len(feed._listeners) == 2)
    await feed.see([record("demo"), record("demo.two"), record("other", 1)])
    assert await asyncio.gather(*waiting) == [record("demo"), record("other", 1)]
    await mine.aclose()  # type: ignore[attr-defined]
    await others.aclose()  # type: ignore[attr-defined]
    assert feed._listeners == set()


async def test_a_match_that_has_come_from_another_topic_is_no_news() -> None:
    feed = LiveFeed("nowhere:9092", asyncio.Event(), NO_OTHERS)
    listening = hearing(feed)
    waiting = asyncio.ensure_future(next_of(listening))
    await until(lambda: feed._listeners)
    moved = replace(record("demo", 1), headers=(*record("demo").headers, (limits.MOVED_FROM, b"matches")))
    await feed.see([moved, record("demo", 2)])
    assert await waiting == record("demo", 2)
    await listening.aclose()  # type: ignore[attr-defined]


async def test_a_listener_that_leaves_while_it_waits_leaves_nothing_behind() -> None:
    feed = LiveFeed("nowhere:9092", asyncio.Event(), NO_OTHERS)
    before = asyncio.all_tasks()
    listening = asyncio.ensure_future(next_of(hearing(feed)))
    await until(lambda: feed._listeners)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await asyncio.sleep(0)
    assert feed._listeners == set()
    assert asyncio.all_tasks() == before


async def test_a_stop_ends_every_listener() -> None:
    stop = asyncio.Event()
    listening = asyncio.ensure_future(anext(hearing(LiveFeed("nowhere:9092", stop, NO_OTHERS)), None))
    await asyncio.sleep(0)
    stop.set()
    async with asyncio.timeout(2):
        assert await listening is None


async def test_who_does_not_read_is_cut_off_and_the_others_are_not() -> None:
    feed = LiveFeed("nowhere:9092", asyncio.Event(), NO_OTHERS)
    slow, quick = hearing(feed), hearing(feed)
    starting = [asyncio.ensure_future(next_of(slow)), asyncio.ensure_future(next_of(quick))]
    await until(lambda: len(feed._listeners) == 2)
    await feed.see([record("demo")])
    await asyncio.gather(*starting)
    for number in range(1, 1_200):
        await feed.see([record("demo", number)])
        assert (await next_of(quick)).offset == number
    async with asyncio.timeout(2):
        assert await anext(slow, None) is None
    assert len(feed._listeners) == 1
    await quick.aclose()  # type: ignore[attr-defined]


async def test_a_listener_whose_key_is_revoked_is_cut_off_before_it_hears_more() -> None:
    feed, allowed = LiveFeed("nowhere:9092", asyncio.Event(), NO_OTHERS), [True]
    listening = hearing(feed, allowed=lambda: allowed[0])
    first = asyncio.ensure_future(next_of(listening))
    await until(lambda: feed._listeners)
    await feed.see([record("demo")])
    await first
    allowed[0] = False
    await feed.see([record("demo", 1)])
    async with asyncio.timeout(2):
        assert await anext(listening, None) is None
    assert feed._listeners == set()
