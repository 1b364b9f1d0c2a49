"""What match does with postings: a flood of them, and a steady stream."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from aiokafka import AIOKafkaProducer

from bench.match_people import posting
from bench.pipeline import Reader
from bench.processes import Memory, Others, cpu_seconds, memory_of, processes_of
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import EMBEDDED_JOBS
from rematch_common.records import Outgoing
from rematch_devstack.groups import Groups
from rematch_devstack.system import System

DEADLINE = 300.0


@dataclass(frozen=True, slots=True)
class Flood:
    """Postings that came at once: how many a second, CPU milliseconds of each by process, matches, memory of match."""

    rate: float
    cpu_ms: dict[str, float]
    matches: float
    memory: Memory
    others: float


@dataclass(frozen=True, slots=True)
class Steady:
    """Milliseconds from the time at which a posting was due until a match was read, of each match and by tenant."""

    every: list[float]
    by_tenant: dict[str, list[float]]
    matches: float
    cores: dict[str, float]
    others: float


class Matching:
    """A running match that knows so many people. Every posting is a new one."""

    def __init__(self, system: System, people: int) -> None:
        self._system = system
        self._people = people
        self._next = 0

    def _take(self, count: int) -> list[tuple[str, Outgoing]]:
        now, numbers = datetime.now(UTC), range(self._next, self._next + count)
        self._next += count
        stamp = Stamp("rematch/bench", now)
        events = [posting(number, self._people, now) for number in numbers]
        return [(event.key, encode(EMBEDDED_JOBS, event.key, event, stamp)) for event in events]

    async def flood(self, count: int) -> Flood:
        records = self._take(count)
        async with self._reading() as reader:
            others, before, begun = Others(), self._cpu(), time.time()
            await publish(self._system.bootstrap, records, [begun] * count)
            await self._drained(reader)
            spent = {name: (seconds - before[name]) / count * 1000 for name, seconds in self._cpu().items()}
            busy = others.cores()
        memory = memory_of(processes_of(self._system)["match"])
        took = max(read for read, _ in reader.found) - begun
        return Flood(count / took, spent, len(reader.found) / count, memory, busy)

    async def steady(self, per_second: float, warm_up: int, measured: int) -> Steady:
        """One posting at each due time, whether or not the one before was answered."""
        records = self._take(warm_up + measured)
        async with self._reading() as reader:
            others, before, begun = Others(), self._cpu(), time.time()
            dues = [begun + 0.5 + number / per_second for number in range(len(records))]
            await publish(self._system.bootstrap, records, dues)
            await self._drained(reader)
            took, busy = time.time() - begun, others.cores()
            cores = {name: (seconds - before[name]) / took for name, seconds in self._cpu().items()}
        due = dict(zip([job_id for job_id, _ in records[warm_up:]], dues[warm_up:], strict=True))
        return _steady(reader.found, due, cores, busy)

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Reader]:
        async with Reader(self._system.bootstrap).reading() as reader:
            yield reader

    async def _drained(self, reader: Reader) -> None:
        async with Groups(self._system.bootstrap) as groups:
            await groups.read_by(("match",), DEADLINE)
        await reader.until_read(DEADLINE)

    def _cpu(self) -> dict[str, float]:
        return {name: cpu_seconds(found) for name, found in processes_of(self._system).items()}


def _steady(
    found: Sequence[tuple[float, bytes]], due: dict[str, float], cores: dict[str, float], others: float
) -> Steady:
    by_tenant: dict[str, list[float]] = defaultdict(list)
    for read, value in found:
        match = orjson.loads(value)
        if match["job_id"] in due:
            by_tenant[match["tenant_id"]].append((read - due[match["job_id"]]) * 1000)
    every = [each for latencies in by_tenant.values() for each in latencies]
    return Steady(every, dict(by_tenant), len(every) / len(due), cores, others)


async def publish(bootstrap: str, records: Sequence[tuple[str, Outgoing]], dues: Sequence[float]) -> None:
    """Each at its time, none waiting for the one before."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all")
    await producer.start()
    sent = []
    for (_, record), due in zip(records, dues, strict=True):
        if (left := due - time.time()) > 0:
            await asyncio.sleep(left)
        sent.append(await producer.send(record.topic, key=record.key, value=record.value, headers=list(record.headers)))
    await asyncio.gather(*sent)
    await producer.stop()
