"""Publishing to the running system at a given pace, and reading what comes out at its end."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

import httpx
import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.structs import RecordMetadata
from prometheus_client.parser import text_string_to_metric_families

from bench.harness import Running
from bench.people import people
from rematch_common.contracts import EMBEDDED_CANDIDATES, MATCHES, RAW_JOBS
from rematch_common.kafka import KafkaPublisher
from rematch_devstack.demo.stream import posting
from rematch_devstack.waiting import until

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sent:
    """A posting: when it was due, in seconds since the epoch, and where in raw-jobs it lies."""

    due: float
    place: Place


@dataclass(slots=True)
class Reader:
    """Reads `matches` without a group, as any downstream app may, and notes when each record came."""

    bootstrap: str
    found: list[tuple[float, bytes]] = field(default_factory=list)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Self]:
        consumer = AIOKafkaConsumer(bootstrap_servers=self.bootstrap, enable_auto_commit=False)
        await consumer.start()
        try:
            known = await consumer._client.fetch_all_metadata()  # the public call knows subscribed topics only
            partitions = [TopicPartition(MATCHES.name, n) for n in known.partitions_for_topic(MATCHES.name)]
            consumer.assign(partitions)
            await consumer.seek_to_end(*partitions)
            task = asyncio.create_task(self._read(consumer))
            try:
                yield self
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        finally:
            await consumer.stop()

    async def _read(self, consumer: AIOKafkaConsumer) -> None:
        while True:
            batches = await consumer.getmany(timeout_ms=1000)
            now = time.time()
            self.found += [(now, message.value) for batch in batches.values() for message in batch if message.value]

    async def until_quiet(self, seconds: float = 3.0, timeout: float = 120.0) -> None:
        """Until nothing new has come for so long."""
        async with asyncio.timeout(timeout):
            while True:
                before = len(self.found)
                await asyncio.sleep(seconds)
                if len(self.found) == before:
                    return

    def matches(self) -> list[tuple[float, dict[str, Any]]]:
        return [(at, orjson.loads(value)) for at, value in self.found]


async def take_in(running: Running, count: int) -> None:
    """Publish so many people, and wait until match has stored them all."""
    publisher = KafkaPublisher(running.stack.bootstrap, "rematch-bench")
    await publisher.start()
    await publisher.publish(people(count, datetime.now(UTC)))
    await publisher.stop()

    async def taken_in() -> bool:
        return await consumed(running, "match", EMBEDDED_CANDIDATES.name) >= count

    async with asyncio.timeout(300.0):
        await until(taken_in)


async def consumed(running: Running, service: str, topic: str) -> float:
    """How many records of the topic this service has finished, by its own metrics."""
    async with httpx.AsyncClient(timeout=5.0) as client:
        answer = await client.get(f"http://127.0.0.1:{running.ports[service]}/metrics")
    samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    return sum(s.value for s in samples if s.name == "rematch_consumed_total" and s.labels.get("topic") == topic)


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
