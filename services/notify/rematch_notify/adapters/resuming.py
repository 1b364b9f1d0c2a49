"""The live feed for whoever says how far they have heard: first what they missed, then what comes, each of it once."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from rematch_common.contracts import MATCHES, limits, own_topic_name
from rematch_common.errors import DependencyAway
from rematch_common.kafka import to_record
from rematch_common.records import Record
from rematch_common.secured import secured
from rematch_notify.adapters.live_feed import Listener, LiveFeed, is_news, tenant_of
from rematch_notify.domain.places import Kind, missed, read, written
from rematch_notify.ports.feed import Heard, Notice

# Records of all tenants that are looked through for one listener; whoever has missed more asks for the list.
FURTHEST = 200_000
# Listeners at once for whom a replica looks back.
_AT_ONCE = 4
_MOST = 1_000
# What is held of it for one listener at a time: records, and their bytes.
_PAGE, _PAGE_BYTES = 1_000, 4 * 1024 * 1024
Gaps = Mapping[tuple[Kind, int], tuple[int, int]]
Gap = Mapping[TopicPartition, tuple[int, int]]


class ResumedFeed:
    """See rematch_notify.ports.feed.Feed. `topic`: that of all tenants' matches."""

    def __init__(self, feed: LiveFeed, bootstrap: str, topic: str = MATCHES.name, furthest: int = FURTHEST) -> None:
        self._feed = feed
        self._bootstrap = bootstrap
        self._topic = topic
        self._furthest = furthest
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def __call__(self, tenant_id: str, allowed: Callable[[], bool], since: str) -> AsyncIterator[Heard | Notice]:
        with self._feed.listening(tenant_id) as listener:
            known = read(since)
            gaps = missed(known, listener.since) if known is not None else {}
            far = sum(end - begin for begin, end in gaps.values()) > self._furthest
            if far or (since and known is None):
                yield Notice("missed", written(listener.since))
            elif known is None:
                yield Notice("listening", written(listener.since))
            else:
                yield Notice("listening", since)
                async for heard in self._missed(listener, {**listener.since, **known}, gaps):
                    if not allowed():
                        return
                    yield heard
            async for heard in self._feed.of(listener, allowed):
                yield heard

    async def _missed(self, listener: Listener, place: dict[tuple[Kind, int], int], gaps: Gaps) -> AsyncIterator[Heard]:
        """Ends early where Kafka is away: the listener comes again, and says how far it has heard."""
        if not gaps:
            return
        names: dict[Kind, str] = {"m": self._topic, "o": own_topic_name(listener.tenant_id)}
        left: Gap = {TopicPartition(names[kind], number): gap for (kind, number), gap in gaps.items()}
        while left:
            async with self._room:
                page, left = await self._page(listener.tenant_id, place, left)
            for heard in page:
                yield heard

    async def _page(self, tenant_id: str, place: dict[tuple[Kind, int], int], gaps: Gap) -> tuple[list[Heard], Gap]:
        """What is told next, and what is left to look through then: who hears slowly must not hold a consumer, nor the
        room in which others look back."""
        page, size, begins = list[Heard](), 0, {part: begin for part, (begin, _) in gaps.items()}
        async with aclosing(_between(self._bootstrap, gaps)) as records:
            async for record in records:
                begins[TopicPartition(record.topic, record.partition)] = record.offset + 1
                place["m" if record.topic == self._topic else "o", record.partition] = record.offset + 1
                if tenant_of(record) == tenant_id and is_news(record):
                    page.append(Heard(record, written(place)))
                    size += len(record.value or b"")
                if len(page) >= _PAGE or size >= _PAGE_BYTES:
                    return page, {part: (begins[part], end) for part, (_, end) in gaps.items() if begins[part] < end}
        return page, {}


async def _between(bootstrap: str, gaps: Gap) -> AsyncGenerator[Record, None]:
    """Every record of these stretches that is still there. Raises DependencyAway."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        **secured(),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=limits.MAX_MESSAGE_BYTES,
    )
    try:
        await consumer.start()
        consumer.assign(list(gaps))
        for partition, (begin, _) in gaps.items():
            consumer.seek(partition, begin)
        left = set(gaps)
        while left:
            found = await consumer.getmany(*left, timeout_ms=500, max_records=_MOST)
            for partition, messages in found.items():
                for message in messages:
                    if message.offset < gaps[partition][1]:
                        yield to_record(message)
            left = {one for one in left if await consumer.position(one) < gaps[one][1]}
            consumer.pause(*(set(gaps) - left))
    except (KafkaError, OSError) as error:
        raise DependencyAway("kafka", error) from error
    finally:
        # A consumer that stops swallows the cancellation of who waits for it: a listener that has gone would stay.
        await asyncio.shield(asyncio.ensure_future(consumer.stop()))
