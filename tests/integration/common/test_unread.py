"""Since when the oldest record waits that a group has yet to read."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from aiokafka import TopicPartition

from rematch_common.contracts import MATCHES, Topic
from rematch_common.records import Outgoing
from rematch_common.rewind import put
from rematch_common.unread import oldest_unread
from tests.integration.common.topics import fresh_topic, publisher

pytestmark = pytest.mark.stack
HOUR = 3_600
BEGAN = 1_700_000_000


def at(hour: int) -> datetime:
    return datetime.fromtimestamp(BEGAN + hour * HOUR, UTC)


async def filled(kafka: str, *hours: int) -> Topic:
    topic = await fresh_topic(kafka, MATCHES, partitions=1)
    async with publisher(kafka) as producer:
        for hour in hours:
            record = Outgoing(topic.name, b"key", b"{}", (), timestamp_ms=(BEGAN + hour * HOUR) * 1000)
            await producer.publish([record])
    return topic


async def test_of_all_that_is_unread_the_oldest(kafka: str) -> None:
    first, second = await filled(kafka, 5, 6, 7), await filled(kafka, 1, 2, 9, 8)
    group = f"unread-{uuid4()}"
    readers = [(first.name, group), (second.name, group), ("there-is-none", group)]
    await put(kafka, group, {TopicPartition(first.name, 0): 1, TopicPartition(second.name, 0): 2})
    assert await oldest_unread(kafka, readers) == at(6)
    await put(kafka, group, {TopicPartition(first.name, 0): 3})
    assert await oldest_unread(kafka, readers) == at(9)
    await put(kafka, group, {TopicPartition(second.name, 0): 4})
    assert await oldest_unread(kafka, readers) is None


async def test_who_has_read_nothing_begins_with_the_first(kafka: str) -> None:
    topic = await filled(kafka, 3, 4)
    assert await oldest_unread(kafka, [(topic.name, f"unread-{uuid4()}")]) == at(3)
