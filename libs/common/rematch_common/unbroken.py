"""Notices a record that was fetched and never handed over, before what stands behind it is acknowledged.

Faust drops what it has buffered when a group rebalances, and its guard against committing past a record that is
missing is off by one (faust-streaming issue 606): one record lost at the head of a partition would be committed
over. So the records of a partition must follow each other; where they don't, the partition itself is asked whether
compaction took what is missing.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from rematch_common.errors import DependencyAway

_TIMEOUT = 10.0
Place = tuple[str, int]


class Unbroken:
    """The next offset of each partition since the last rebalance."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._generation: int | None = None
        self._next: dict[Place, int] = {}

    async def check(self, messages: Sequence[Any], committed: dict[Any, int | None]) -> None:
        """Raises DependencyAway when a record is missing: leave, and read again from what is committed."""
        for message in messages:
            if message.generation_id != self._generation:
                self._generation, self._next = message.generation_id, {}
            place = (message.topic, message.partition)
            expected = self._next.get(place, committed.get(message.tp))
            if expected is not None and message.offset > expected:
                await self._ask(place, expected, message.offset)
            self._next[place] = message.offset + 1

    async def _ask(self, place: Place, expected: int, found: int) -> None:
        if await first_from(self._bootstrap, place, expected) < found:
            where = f"{place[0]}/{place[1]}/{expected}"
            raise DependencyAway("kafka", f"the record {where} was fetched and not handed over; reading it again")


async def first_from(bootstrap: str, place: Place, offset: int) -> int:
    """The offset of the first record that the partition holds at this offset or behind it."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest")
    try:
        await consumer.start()
        partition = TopicPartition(*place)
        consumer.assign([partition])
        consumer.seek(partition, offset)
        async with asyncio.timeout(_TIMEOUT):
            return int((await consumer.getone(partition)).offset)
    except (KafkaError, OSError, TimeoutError) as error:
        raise DependencyAway("kafka", error) from error
    finally:
        await consumer.stop()
