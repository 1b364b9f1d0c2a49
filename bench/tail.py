"""Reading a topic as any downstream app may: without a group, from now on, noting when each record came."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer

from rematch_devstack.groups import partitions

Take = Callable[[float, Sequence[Any]], None]
"""When they came, in seconds since the epoch, and messages."""


@asynccontextmanager
async def tail(consumer: AIOKafkaConsumer, topic: str, take: Take) -> AsyncIterator[None]:
    """Starts the consumer, and stops it."""
    await consumer.start()
    try:
        consumer.assign(partitions(topic))
        await consumer.seek_to_end()
        task = asyncio.create_task(_read(consumer, take))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    finally:
        await consumer.stop()


async def _read(consumer: AIOKafkaConsumer, take: Take) -> None:
    while True:
        batches = await consumer.getmany(timeout_ms=1000)
        take(time.time(), [message for batch in batches.values() for message in batch])
