"""A group's position is moved back to a moment, never forward, and never under a member's hands."""

import asyncio
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from rematch_common.contracts import MATCHES, Topic
from rematch_common.errors import DependencyAway
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing
from rematch_common.rewind import members, put, stretches
from tests.integration.common.topics import fresh_topic, publisher

pytestmark = pytest.mark.stack
HOUR = 3_600_000
BEGAN = 1_700_000_000_000


async def an_hour_apart(producer: KafkaPublisher, topic: Topic, count: int) -> None:
    for number in range(count):
        record = Outgoing(topic.name, b"same", b"{}", (), timestamp_ms=BEGAN + number * HOUR)
        await producer.publish([record])


async def committed(kafka: str, group: str, offset: int, place: TopicPartition) -> None:
    await put(kafka, group, {place: offset})


async def test_it_goes_back_to_the_moment_and_not_beyond_what_was_read(kafka: str) -> None:
    topic, group = await fresh_topic(kafka, MATCHES, partitions=1), f"replay-{uuid4()}"
    place = TopicPartition(topic.name, 0)
    async with publisher(kafka) as producer:
        await an_hour_apart(producer, topic, 6)
    await committed(kafka, group, 4, place)
    (read,) = await stretches(kafka, group, topic.name, BEGAN + 2 * HOUR)
    assert (read.start, read.end, read.oldest) == (2, 4, BEGAN)
    (between,) = await stretches(kafka, group, topic.name, BEGAN + 2 * HOUR + 1)
    assert (between.start, between.end) == (3, 4)
    for later in (BEGAN + 5 * HOUR, BEGAN + 9 * HOUR):
        (nothing,) = await stretches(kafka, group, topic.name, later)
        assert (nothing.start, nothing.end) == (4, 4), "what is unread would be passed over"
    (all_of_it,) = await stretches(kafka, group, topic.name, 0)
    assert len(all_of_it) == 4


async def test_a_group_that_has_read_nothing_has_nothing_to_read_again(kafka: str) -> None:
    topic = await fresh_topic(kafka, MATCHES, partitions=1)
    async with publisher(kafka) as producer:
        await an_hour_apart(producer, topic, 3)
    (read,) = await stretches(kafka, f"replay-{uuid4()}", topic.name, 0)
    assert (read.start, read.end) == (0, 0)


async def test_who_reads_is_counted_and_keeps_its_position(kafka: str) -> None:
    topic, group = await fresh_topic(kafka, MATCHES, partitions=1), f"replay-{uuid4()}"
    place = TopicPartition(topic.name, 0)
    await committed(kafka, group, 0, place)
    assert await members(kafka, group) == 0
    reader = AIOKafkaConsumer(topic.name, bootstrap_servers=kafka, group_id=group, enable_auto_commit=False)
    await reader.start()
    try:
        async with asyncio.timeout(20):
            assert await members(kafka, group) == 1
            with pytest.raises(DependencyAway):
                await put(kafka, group, {place: 0})
    finally:
        await reader.stop()
