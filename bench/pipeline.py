"""Publishing to the running system at a given pace, and reading what comes out at its end."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import RecordMetadata

from bench.people import people
from bench.tail import tail
from rematch_common.contracts import MATCHES, RAW_JOBS
from rematch_common.kafka import KafkaPublisher
from rematch_devstack.demo.stream import posting
from rematch_devstack.groups import Groups
from rematch_devstack.waiting import until

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sent:
    """A posting: when it was due, in seconds since the epoch, and where in raw-jobs it lies."""

    due: float
    place: Place


class Reader:
    """Reads `matches` without a group, as any downstream app may, and notes when each record came."""

    def __init__(self, bootstrap: str) -> None:
        self.found: list[tuple[float, bytes]] = []
        self._bootstrap = bootstrap
        self._consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Self]:
        async with tail(self._consumer, MATCHES.name, self._take):
            yield self

    def _take(self, at: float, messages: Sequence[Any]) -> None:
        self.found += [(at, message.value) for message in messages if message.value]

    async def until_drained(self, deadline: float = 120.0) -> None:
        """Until what was published has been matched, all of it, and every match was read: no straggler is left out."""
        async with Groups(self._bootstrap) as groups:
            await groups.read_by(("dedup", "embed", "match"), deadline)
        await self.until_read(deadline)

    async def until_read(self, deadline: float) -> None:
        """Until all was read that is on the topic now."""
        async with Groups(self._bootstrap) as groups:
            ends = await groups.ends([MATCHES.name])

        async def read() -> bool:
            return all([await self._consumer.position(partition) >= end for partition, end in ends.items()])

        async with asyncio.timeout(deadline):
            await until(read)

    def matches(self) -> list[tuple[float, dict[str, Any]]]:
        return [(at, orjson.loads(value)) for at, value in self.found]


async def take_in(bootstrap: str, count: int) -> None:
    """Publish so many people, and wait until match has stored them all."""
    publisher = KafkaPublisher(bootstrap, "rematch-bench")
    await publisher.start()
    await publisher.publish(people(count, datetime.now(UTC)))
    await publisher.stop()
    async with Groups(bootstrap) as groups:
        await groups.read_by(("embed", "match"), 300.0)


async def publish_steadily(bootstrap: str, per_second: float, indices: Sequence[int]) -> list[Sent]:
    """One posting at each due time, whether or not the one before was answered: nobody waits for a slow system."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all")
    await producer.start()
    started = time.time() + 0.1
    dues = [started + number / per_second for number in range(len(indices))]
    futures: list[asyncio.Future[RecordMetadata]] = []
    for due, index in zip(dues, indices, strict=True):
        await asyncio.sleep(max(0.0, due - time.time()))
        job = posting(index, datetime.now(UTC))
        key = f"{job['source']}:{job['external_id']}".encode()
        futures.append(await producer.send(RAW_JOBS.name, key=key, value=orjson.dumps(job)))
    reports = await asyncio.gather(*futures)
    await producer.stop()
    return [Sent(due, (report.partition, report.offset)) for due, report in zip(dues, reports, strict=True)]
