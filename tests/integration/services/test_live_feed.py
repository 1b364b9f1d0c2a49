"""The live feed over a real topic: what was published while Kafka was away is told when it is back."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

import pytest

from rematch_common.contracts import MATCHES, is_own_topic
from rematch_common.errors import DependencyAway
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing, Record
from rematch_common.topic_admin import topics_there
from rematch_common.topic_list import TopicList
from rematch_notify.adapters.live_feed import LiveFeed
from tests.fakes.samples import found, received
from tests.fakes.waiting import until
from tests.integration.common.topics import fresh_topic, publisher

pytestmark = pytest.mark.stack


class Cut(LiveFeed):
    """Loses Kafka with records in its hand, once, when told to."""

    cut = False

    async def see(self, records: Sequence[Record]) -> None:
        if self.cut and records:
            self.cut = False
            raise DependencyAway("kafka", "cut off")
        await super().see(records)


@asynccontextmanager
async def running(feed: LiveFeed) -> AsyncIterator[None]:
    following = asyncio.ensure_future(feed.run(retry_delay=0.01))
    try:
        await until(lambda: feed._followers and all(one.caught_up.is_set() for one in feed._followers.values()))
        yield
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        for one in feed._followers.values():
            one.caught_up.clear()


@asynccontextmanager
async def listener(feed: LiveFeed) -> AsyncIterator[list[str]]:
    """The keys that a listener hears."""
    heard: list[str] = []

    async def listen() -> None:
        with feed.listening("demo") as listening:
            async for one in feed.of(listening, lambda: True):
                heard.append((one.record.key or b"").decode())

    task = asyncio.ensure_future(listen())
    await until(lambda: feed._listeners)
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def only(topic: str) -> TopicList:
    """No tenant has a topic of its own, and this is where all others' matches go."""
    return TopicList(replace(MATCHES, name=topic), is_own_topic, partial(topics_there, ""))


async def publish(started: KafkaPublisher, topic: str, *names: str) -> list[str]:
    matches = [found("demo", name) for name in names]
    records = [received(MATCHES, match.key, match).record for match in matches]
    await started.publish([Outgoing(topic, one.key, one.value, one.headers) for one in records])
    return [match.key for match in matches]


async def test_what_was_published_while_it_did_not_follow_is_told_on_every_partition(kafka: str) -> None:
    topic = (await fresh_topic(kafka, partitions=4)).name
    feed = LiveFeed(kafka, asyncio.Event(), only(topic))
    async with publisher(kafka) as started, listener(feed) as heard:
        await publish(started, topic, "before")
        async with running(feed):
            told = await publish(started, topic, "first")
            await until(lambda: heard)
        told += await publish(started, topic, *(f"away-{n}" for n in range(40)))
        async with running(feed):
            told += await publish(started, topic, "last")
            await until(lambda: len(heard) >= len(told))
    assert sorted(heard) == sorted(told)


async def test_records_that_it_had_in_its_hand_are_told_once(kafka: str) -> None:
    topic = (await fresh_topic(kafka, partitions=1)).name
    feed = Cut(kafka, asyncio.Event(), only(topic))
    async with publisher(kafka) as started, listener(feed) as heard, running(feed):
        told = await publish(started, topic, "first")
        await until(lambda: heard)
        feed.cut = True
        told += await publish(started, topic, "in-hand")
        await until(lambda: not feed.cut)
        told += await publish(started, topic, "meanwhile")
        await until(lambda: len(heard) >= len(told))
    assert heard == told


async def test_a_topic_that_comes_later_is_told_from_its_beginning(kafka: str) -> None:
    common, there = (await fresh_topic(kafka, partitions=1)).name, set[str]()

    async def look() -> frozenset[str]:
        return frozenset({common, *there})

    own = TopicList(replace(MATCHES, name=common), there.__contains__, look)
    feed = LiveFeed(kafka, asyncio.Event(), own)
    async with publisher(kafka) as started, listener(feed) as heard, running(feed):
        later = (await fresh_topic(kafka, partitions=2)).name
        told = await publish(started, later, *(f"later-{n}" for n in range(5)))
        there.add(later)
        await own.look()
        await until(lambda: len(heard) >= len(told))
        there.clear()
        await own.look()
        told += await publish(started, common, "last")
        await until(lambda: len(heard) >= len(told))
    assert sorted(heard) == sorted(told)
