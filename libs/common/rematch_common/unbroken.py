"""Notices a record that was fetched and never handed over, before what stands behind it is acknowledged.

Faust drops what it has buffered when a group rebalances, and its guard against committing past a record that is
missing is off by one (faust-streaming issue 606), so that ours commits past any (rematch_common.faust_app). So the
records of a partition must follow each other; where they don't, the partition itself is asked whether there are any
between them: compaction, retention and transactions leave none.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from rematch_common.contracts import MAX_MESSAGE_BYTES
from rematch_common.errors import DependencyAway
from rematch_common.secured import secured

_TIMEOUT = 10.0
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Walk:
    """A partition to read again, from the first offset that was not handed over to the last record that was."""

    first: int
    handed: set[int] = field(default_factory=set)


class Unbroken:
    """The next offset of each partition since the last rebalance."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._generation: int | None = None
        self._next: dict[Place, int] = {}

    async def check(self, messages: Sequence[Any], committed: Mapping[Any, int | None]) -> None:
        """Raises DependencyAway when a record is missing: leave, and read again from what is committed.

        What was never committed is read from the earliest record on.
        """
        walks: dict[Place, Walk] = {}
        for message in messages:
            if message.generation_id != self._generation:
                self._generation, self._next = message.generation_id, {}
            place = (message.topic, message.partition)
            expected = self._next.get(place, committed.get(message.tp) or 0)
            if message.offset > expected:
                walks.setdefault(place, Walk(expected))
            if place in walks:
                walks[place].handed.add(message.offset)
            self._next[place] = message.offset + 1
        if walks:
            await self._ask(walks)

    async def _ask(self, walks: Mapping[Place, Walk]) -> None:
        if missing := await missing_of(self._bootstrap, walks):
            where = ", ".join("/".join(map(str, place)) for place in missing)
            raise DependencyAway("kafka", f"fetched and not handed over, to be read again: {where}")


async def missing_of(bootstrap: str, walks: Mapping[Place, Walk]) -> list[tuple[str, int, int]]:
    """Where a record lies that a partition holds, and that was not handed over: the first found, or none."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        **secured(),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=MAX_MESSAGE_BYTES,
    )
    try:
        async with asyncio.timeout(_TIMEOUT):
            await consumer.start()
            return await _walked(consumer, {TopicPartition(*place): walk for place, walk in walks.items()})
    except (KafkaError, OSError, TimeoutError) as error:
        raise DependencyAway("kafka", error) from error
    finally:
        await consumer.stop()


async def _walked(consumer: AIOKafkaConsumer, walks: dict[TopicPartition, Walk]) -> list[tuple[str, int, int]]:
    consumer.assign(list(walks))
    for partition, walk in walks.items():
        consumer.seek(partition, walk.first)
    ends = {partition: max(walk.handed) for partition, walk in walks.items()}
    while pending := [partition for partition, end in ends.items() if await consumer.position(partition) <= end]:
        # A position that has passed the end also tells of offsets at which there is nothing any more.
        for partition, records in (await consumer.getmany(*pending, timeout_ms=500)).items():
            walk, end = walks[partition], ends[partition]
            for record in records:
                if record.offset <= end and record.offset not in walk.handed:
                    return [(partition.topic, partition.partition, record.offset)]
    return []
