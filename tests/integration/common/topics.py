"""Topics of a test's own, and what is in them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from rematch_common.contracts import MATCHES, Topic, dlq_topic
from rematch_common.kafka import KafkaPublisher, require_topics, to_record
from rematch_common.records import Entry, Outgoing, Record
from rematch_common.retry import Patience
from rematch_devstack.topics import Shape, ensure_topics
from rematch_devstack.waiting import until as ask_until


async def fresh_topic(bootstrap: str, like: Topic = MATCHES, partitions: int = 2, before: str = "test-") -> Topic:
    """A topic of its own, with the dead-letter topic beside it."""
    topic = replace(like, name=f"{before}{uuid4().hex[:12]}", embedded_partitions=partitions)
    letters = replace(topic, name=dlq_topic(topic.name), cleanup="delete", retention_days=1)
    await ensure_topics(bootstrap, Shape(embedded=True), [topic, letters])
    # The answer comes before every client is told of the topic.
    await Patience(first_delay=0.05).insist(lambda: require_topics(bootstrap, [topic.name, letters.name]), "test")
    return topic


async def content(bootstrap: str, topic: str) -> list[Record]:
    """Everything that is in the topic now, each partition in order."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        described = await consumer._client.fetch_all_metadata()
        partitions = [TopicPartition(topic, number) for number in described.partitions_for_topic(topic) or ()]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[Record] = []
        while any([await consumer.position(p) < end for p, end in ends.items()]):
            for messages in (await consumer.getmany(timeout_ms=500)).values():
                found += [to_record(message) for message in messages]
        return found
    finally:
        await consumer.stop()


async def skip(bootstrap: str, group: str, topics: Sequence[str]) -> None:
    """What lies in the topics now, from other tests, is none of the group's business. It must have no member."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        described = await consumer._client.fetch_all_metadata()
        partitions = [TopicPartition(t, number) for t in topics for number in described.partitions_for_topic(t) or ()]
        consumer.assign(partitions)
        await consumer.commit(await consumer.end_offsets(partitions))
    finally:
        await consumer.stop()


async def remove(bootstrap: str, topic: str) -> None:
    """A tenant's own: whoever reads all of them need not find those of other tests."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.delete_topics([topic])
    finally:
        await admin.close()


@contextlib.asynccontextmanager
async def publisher(bootstrap: str) -> AsyncIterator[KafkaPublisher]:
    started = KafkaPublisher(bootstrap, "test")
    await started.start()
    try:
        yield started
    finally:
        await started.stop()


def event(topic: str, key: str, version: int, *, keep: bool = True) -> Entry:
    """An event of no particular kind."""
    headers = (("ce_sequence", str(version).encode()),)
    return Entry(Outgoing(topic, key.encode(), b'{"version":%d}' % version, headers), version, keep)


def versions(records: Sequence[Record]) -> dict[str, list[int]]:
    """The versions of each key, in the order in which they lie."""
    found: dict[str, list[int]] = {}
    for record in records:
        found.setdefault((record.key or b"").decode("utf-8", "replace"), []).append(record.version or 0)
    return found


@contextlib.asynccontextmanager
async def running(work: Callable[[], Awaitable[None]]) -> AsyncIterator["asyncio.Future[None]"]:
    task = asyncio.ensure_future(work())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until_there(kafka: str, topic: str, enough: Callable[[list[Record]], bool]) -> list[Record]:
    found: list[Record] = []

    async def read() -> bool:
        found[:] = await content(kafka, topic)
        return enough(found)

    async with asyncio.timeout(60):
        await ask_until(read)
    return found


def last_is(key: str, version: int) -> Callable[[list[Record]], bool]:
    return lambda records: versions(records).get(key, [0])[-1] == version
