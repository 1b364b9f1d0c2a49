"""One store of openings, and what dedup does on it: a flood of records, and a steady stream of them."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import RecordMetadata

from bench.processes import Memory, Others, cpu_seconds, memory_of, processes_of
from bench.repeats import Crawl, Made
from bench.tail import tail
from rematch_common.contracts import INGEST_OUTCOMES, RAW_JOBS
from rematch_devstack.specs import ServiceSpec
from rematch_devstack.system import System
from rematch_devstack.waiting import until

DEADLINE = 300.0
Place = tuple[int, int]


class Outcomes:
    """Reads ingest-outcomes without a group, and notes when the answer to each raw record came, and what it was."""

    def __init__(self, bootstrap: str) -> None:
        self.came: dict[Place, float] = {}
        self.said: dict[Place, dict[str, Any]] = {}
        self._consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Self]:
        async with tail(self._consumer, INGEST_OUTCOMES.name, self._take):
            yield self

    def _take(self, at: float, messages: Sequence[Any]) -> None:
        for message in messages:
            outcome = orjson.loads(message.value)
            place = (outcome["raw"]["partition"], outcome["raw"]["offset"])
            self.came.setdefault(place, at)
            self.said[place] = outcome

    async def until(self, count: int) -> None:
        """Until so many raw records have their answers."""

        async def enough() -> bool:
            return len(self.came) >= count

        async with asyncio.timeout(DEADLINE):
            await until(enough)


@dataclass(frozen=True, slots=True)
class Flood:
    """Records that lay waiting: how many a second, CPU milliseconds a record by process, memory, what was decided."""

    rate: float
    cpu_ms: dict[str, float]
    memory: Memory
    outcomes: dict[str, dict[str, int]]
    others: float


@dataclass(frozen=True, slots=True)
class Steady:
    """Milliseconds from the time at which a record was due to the answer, of each."""

    latencies: list[float]
    cores: dict[str, float]
    others: float


class Store:
    """A running system whose dedup knows so many openings. Between the runs dedup is down."""

    def __init__(self, system: System, crawl: Crawl, replicas: int) -> None:
        self._system = system
        self._crawl = crawl
        self._names = ["dedup", *(f"dedup-{number}" for number in range(2, replicas + 1))]

    async def start(self) -> None:
        await self._system.supervisor.replicas(self._replica, len(self._names))

    async def stop(self) -> None:
        await asyncio.gather(*(self._system.supervisor.stop(name) for name in self._names))

    def _replica(self, number: int) -> ServiceSpec:
        if number == 1:
            return self._system.spec("dedup")
        return self._system.spec("dedup", name=f"dedup-{number}", port=self._system.stack.ports.free())

    async def flood(self, warm_up: int, measured: int) -> tuple[Flood, list[Made]]:
        """Publish records while dedup is down; let it loose on them; measure after so many."""
        made = self._crawl.take(warm_up + measured)
        async with Outcomes(self._system.bootstrap).reading() as outcomes:
            places = await publish(self._system.bootstrap, made, lambda _: 0.0)
            await self.start()
            await outcomes.until(warm_up)
            others, before, begun = Others(), self._cpu(), len(outcomes.came)
            await outcomes.until(len(made))
            spent = {name: seconds - before[name] for name, seconds in self._cpu().items()}
            memory = memory_of([each for name, found in self._processes().items() if name == "dedup" for each in found])
            busy = others.cores()
            await self.stop()
        done = len(made) - begun
        cpu = {name: seconds / done * 1000 for name, seconds in spent.items()}
        decided = _decided(made, places, outcomes)
        return Flood(_rate(sorted(outcomes.came.values()), warm_up), cpu, memory, decided, busy), made

    async def steady(self, per_second: float, warm_up: int, measured: int) -> Steady:
        """Publish at due times, whether or not what came before was answered."""
        made = self._crawl.take(warm_up + measured)
        await self.start()
        async with Outcomes(self._system.bootstrap).reading() as outcomes:
            others, before, begun = Others(), self._cpu(), time.time()
            first = time.time() + 0.5
            places = await publish(self._system.bootstrap, made, lambda number: first + number / per_second)
            await outcomes.until(len(made))
            took = time.time() - begun
            cores = {name: (seconds - before[name]) / took for name, seconds in self._cpu().items()}
            busy = others.cores()
        await self.stop()
        due = {place: first + number / per_second for number, place in enumerate(places)}
        return Steady([(outcomes.came[place] - due[place]) * 1000 for place in places[warm_up:]], cores, busy)

    def _processes(self) -> dict[str, list[Any]]:
        """By name, the replicas of dedup as one."""
        found = processes_of(self._system)
        one = [process for name in self._names for process in found.pop(name, [])]
        return {**found, "dedup": one}

    def _cpu(self) -> dict[str, float]:
        return {name: cpu_seconds(found) for name, found in self._processes().items()}


async def publish(bootstrap: str, made: Sequence[Made], due: Callable[[int], float]) -> list[Place]:
    """Each at its time, none waiting for the one before; where in raw-jobs they lie."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all")
    await producer.start()
    sent: list[asyncio.Future[RecordMetadata]] = []
    for number, each in enumerate(made):
        if (left := due(number) - time.time()) > 0:
            await asyncio.sleep(left)
        key = f"{each.record['source']}:{each.record['external_id']}".encode()
        sent.append(await producer.send(RAW_JOBS.name, key=key, value=orjson.dumps(each.record)))
    reports = await asyncio.gather(*sent)
    await producer.stop()
    return [(report.partition, report.offset) for report in reports]


def _rate(times: Sequence[float], warm_up: int) -> float:
    """Answers come in batches: those after the one that ended the warm-up, by the time since."""
    begun = times[warm_up - 1]
    return sum(came > begun for came in times) / (times[-1] - begun)


def _decided(made: Sequence[Made], places: Sequence[Place], outcomes: Outcomes) -> dict[str, dict[str, int]]:
    """By how the record was made: what it was taken for."""
    pairs = Counter((each.kind, outcomes.said[place]["outcome"]) for each, place in zip(made, places, strict=True))
    kinds = sorted({kind for kind, _ in pairs})
    return {kind: {said: count for (of, said), count in sorted(pairs.items()) if of == kind} for kind in kinds}
