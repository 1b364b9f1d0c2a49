"""How many postings dedup has not read, as Kafka counts them."""

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from rematch_common.contracts import RAW_JOBS
from rematch_common.errors import DependencyAway
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing
from rematch_devstack.ports import LOOPBACK, Ports
from rematch_ingest.adapters.kafka_unread import KafkaUnread

pytestmark = pytest.mark.stack


async def commit_all(kafka: str) -> None:
    """As dedup would, having read everything."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, group_id="dedup", enable_auto_commit=False)
    await consumer.start()
    try:
        parts = [TopicPartition(RAW_JOBS.name, number) for number in range(4)]
        consumer.assign(parts)
        await consumer.commit(await consumer.end_offsets(parts))
    finally:
        await consumer.stop()


async def test_what_dedup_has_not_read_is_counted(kafka: str) -> None:
    await commit_all(kafka)
    unread = KafkaUnread(kafka)
    assert await unread.postings() == 0
    publisher = KafkaPublisher(kafka, "test-unread")
    await publisher.start()
    await publisher.publish([Outgoing(RAW_JOBS.name, f"k{number}".encode(), b"{}") for number in range(7)])
    await publisher.stop()
    assert await unread.postings() == 7


async def test_without_a_broker_it_says_so() -> None:
    with Ports() as ports, pytest.raises(DependencyAway):
        await KafkaUnread(f"{LOOPBACK}:{ports.free()}").postings()
