"""What a cluster is asked as its administrator, and how far groups have read. Kafka's own errors come as they are."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError

from rematch_common.secured import secured

Offsets = Mapping[TopicPartition, int]


@asynccontextmanager
async def administrating(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """A connection for it."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, **secured(), request_timeout_ms=15_000)
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


async def committed(admin: AIOKafkaAdminClient, group: str) -> Offsets:
    """Where the group goes on; a partition of which it has committed nothing is left out."""
    try:
        told = await admin.list_consumer_group_offsets(group)
    except GroupCoordinatorNotAvailableError:  # a cluster in which no group has ever read
        return {}
    return {place: at.offset for place, at in told.items() if at.offset >= 0}
