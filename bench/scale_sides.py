"""One stage at a time, with so many partitions and replicas, working off what waits for it."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson

from bench.people import people
from bench.processes import cpu_seconds, family
from rematch_common.contracts import RAW_JOBS, all_topics
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing
from rematch_devstack.groups import Groups
from rematch_devstack.postgres import SUPERUSER
from rematch_devstack.specs import ServiceSpec
from rematch_devstack.stack import EmbeddedStack
from rematch_devstack.system import System, running_system
from rematch_devstack.waiting import until
from tests.reliability.harness.books import connected
from tests.reliability.harness.topics import Topics

STAGES = {"dedup": "raw-jobs", "embed": "deduped-jobs", "match": "embedded-jobs", "notify": "matches"}
# What is measured begins when each replica has its partitions, and ends before the last batches of what waited.
_TO = 0.9
_DEADLINE = 400.0
_AT_ONCE = 1_000
_LOCKED = """
SELECT EXISTS (
  SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND mode = 'ExclusiveLock'
     AND (classid::bigint << 32) | objid::bigint = hashtextextended('dedup:decide', 0))
"""


@dataclass(frozen=True, slots=True)
class Drained:
    """Records a second, CPU seconds of each record by whose, and the seconds of each under dedup's lock."""

    records: int
    rate: float
    own: float
    database: float
    broker: float
    locked: float


@dataclass(frozen=True, slots=True)
class _Look:
    """How far it is at a moment, and what it has cost by then."""

    at: float
    left: int
    sharing: int
    own: float
    database: float
    broker: float
    locked: float


@asynccontextmanager
async def partitioned(
    folder: Path, partitions: int, settings: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[System]:
    """Kafka and PostgreSQL with topics of so many partitions, and nobody who reads them."""
    shaped = [
        replace(topic, embedded_partitions=partitions) if topic.embedded_partitions > 1 else topic
        for topic in all_topics()
    ]
    extra = {"REMATCH_VECTOR_INDEX": "pgvector-hnsw", "REMATCH_EMBED_THREADS": "1", **settings}
    async with running_system(EmbeddedStack(folder), extra, services=(), topics=shaped) as system:
        yield system


def raw(jobs: Iterable[Mapping[str, Any]]) -> Iterator[Outgoing]:
    """As scrapers publish them."""
    for job in jobs:
        yield Outgoing(RAW_JOBS.name, f"{job['source']}:{job['external_id']}".encode(), orjson.dumps(job))


async def prepare(system: System, topics: Topics, knows: int, waiting: Iterable[Outgoing]) -> None:
    """So many people are known to match, and these records wait for whoever reads them."""
    now = datetime.now(UTC)
    publisher = KafkaPublisher(system.bootstrap, "rematch-bench")
    await publisher.start()
    await publisher.publish(people(knows, now))
    coming = iter(waiting)
    while part := list(islice(coming, _AT_ONCE)):
        await publisher.publish(part)
    await publisher.stop()
    for stage, topic in (("embed", "candidate-profiles"), ("match", "embedded-candidates")):
        await _run(system, stage, 1)
        await until_read(topics, stage, [topic])
        await _run(system, stage, 0)


async def _run(system: System, stage: str, replicas: int) -> None:
    def spec(number: int) -> ServiceSpec:
        return system.spec(stage, name=f"{stage}-{number}", port=system.stack.ports.free())

    await system.supervisor.replicas(spec, replicas)


async def drain(system: System, topics: Topics, stage: str, replicas: int) -> Drained:
    waits = await left(topics, stage, [STAGES[stage]])
    stop = asyncio.Event()
    looking = asyncio.create_task(_look_on(system, topics, stage, stop))
    try:
        await _run(system, stage, replicas)
        await until_read(topics, stage, [STAGES[stage]])
    finally:
        stop.set()
    looks = await looking
    await _run(system, stage, 0)
    first = next((look for look in looks if look.sharing == replicas), None)
    last = next(look for look in looks if look.left <= waits * (1 - _TO))
    if first is None or last.left >= first.left:
        raise SystemExit(f"{stage} was done before its {replicas} replicas had shared out: ask for more postings")
    return _between(waits, first, last)


def _between(waits: int, first: _Look, last: _Look) -> Drained:
    done = max(1, first.left - last.left)
    costs = [(getattr(last, cost) - getattr(first, cost)) / done for cost in ("own", "database", "broker", "locked")]
    return Drained(waits, done / (last.at - first.at), *costs)


async def _look_on(system: System, topics: Topics, stage: str, stop: asyncio.Event) -> list[_Look]:
    """Again and again, and once more at the end. What is held of the lock between two looks is what was lately."""
    locked, before, looks = 0.0, time.monotonic(), []
    async with connected(system.stack.postgres.url(SUPERUSER)) as connection, Groups(system.bootstrap) as groups:
        while True:
            ending, held = stop.is_set(), 0
            for _ in range(10):
                held += bool(await connection.fetchval(_LOCKED))
                await asyncio.sleep(0.01)
            remaining, now = await left(topics, stage, [STAGES[stage]]), time.monotonic()
            locked, before = locked + held / 10 * (now - before), now
            looks.append(_Look(now, remaining, await groups.sharing(stage), *_costs(system, stage), locked))
            if ending:
                return looks


def _costs(system: System, stage: str) -> tuple[float, float, float]:
    """CPU seconds of the stage's replicas, of the database and of the broker."""

    def spent(name: str) -> float:
        pid = system.supervisor.pid(name)
        return cpu_seconds(family(pid)) if pid is not None else 0.0

    own = sum(spent(name) for name in system.supervisor.statuses if name.startswith(f"{stage}-"))
    return own, spent("postgres"), spent("kafka")


async def left(topics: Topics, group: str, names: Sequence[str]) -> int:
    ends = await topics.ends(names)
    committed = await topics.committed(group)
    return sum(end - max(0, committed.get(place, 0)) for place, end in ends.items())


async def until_read(topics: Topics, group: str, names: Sequence[str], seconds: float = _DEADLINE) -> None:
    async def read() -> bool:
        return not await left(topics, group, names)

    async with asyncio.timeout(seconds):
        await until(read)
