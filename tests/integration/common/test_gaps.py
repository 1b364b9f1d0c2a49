"""Offsets that hold no record, as transactions and compaction leave them, on a real broker."""

from collections.abc import AsyncIterator
from dataclasses import replace
from time import monotonic
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from rematch_common.contracts import MATCHES
from rematch_common.kafka import KafkaPublisher
from rematch_common.unbroken import Walk, missing_of
from rematch_devstack.waiting import until as ask_until
from tests.fakes.samples import received, updated
from tests.fakes.waiting import until
from tests.integration.common.reading import Noting, Reading, committed, reading
from tests.integration.common.topics import fresh_topic, publisher

# Faust and mode are older than some of what they use.
pytestmark = [pytest.mark.stack, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
MANY = 300


@pytest.fixture
async def started(kafka: str) -> AsyncIterator[KafkaPublisher]:
    async with publisher(kafka) as producer:
        yield producer


async def one_a_transaction(kafka: str, topic: str, many: int) -> None:
    """Every second offset is a marker."""
    async with AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=f"test-{uuid4().hex}") as producer:
        for version in range(1, many + 1):
            sent = received(MATCHES, updated().key, updated(version=version)).record
            async with producer.transaction():
                await producer.send_and_wait(topic, sent.value, sent.key, headers=list(sent.headers))


async def forget(kafka: str, topic: str, before: int) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.delete_records({TopicPartition(topic, 0): RecordsToDelete(before_offset=before)})
    finally:
        await admin.close()


@pytest.mark.alone
async def test_what_came_in_transactions_is_committed_within_seconds(kafka: str, started: KafkaPublisher) -> None:
    topic = await fresh_topic(kafka, MATCHES, partitions=1)
    await one_a_transaction(kafka, topic.name, MANY)
    reader, noting = Reading(topic, started), Noting()
    async with reading(kafka, noting, reader):
        await until(lambda: len(noting.seen) >= MANY, 30)
        since = monotonic()

        async def done() -> bool:
            return await committed(kafka, reader) == 2 * MANY - 1

        await ask_until(done)
        assert monotonic() - since < 5
    assert noting.versions == list(range(1, MANY + 1))


async def test_what_was_not_handed_over_is_told_from_what_is_not_there(kafka: str) -> None:
    topic = await fresh_topic(kafka, MATCHES, partitions=2)
    await one_a_transaction(kafka, topic.name, 10)  # one key, so one partition
    here, there = (topic.name, 0), (topic.name, 1)
    if await missing_of(kafka, {there: Walk(0, {18})}):
        here, there = there, here
    held = set(range(0, 20, 2))
    assert await missing_of(kafka, {here: Walk(0, held)}) == []
    assert await missing_of(kafka, {here: Walk(1, held - {0})}) == []
    assert await missing_of(kafka, {here: Walk(1, {4})}) == [(*here, 2)]
    assert await missing_of(kafka, {here: Walk(5, held - {16})}) == [(*here, 16)]


async def test_what_retention_took_is_not_missed(kafka: str, started: KafkaPublisher) -> None:
    topic = await fresh_topic(kafka, replace(MATCHES, cleanup="delete", retention_days=7), partitions=1)
    await one_a_transaction(kafka, topic.name, 10)
    await forget(kafka, topic.name, 8)
    reader, noting = Reading(topic, started), Noting()
    async with reading(kafka, noting, reader):
        await until(lambda: len(noting.seen) == 6, 30)
    assert noting.versions == list(range(5, 11))
    assert await committed(kafka, reader) == 19
    # Handed over, and gone before it is asked about: nothing is there to be missed.
    await forget(kafka, topic.name, 20)
    assert await missing_of(kafka, {(topic.name, 0): Walk(0, {18})}) == []
