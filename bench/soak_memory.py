"""Whether memory grows with what has passed: of every replica, how much it holds against how much it has consumed."""

import asyncio
import math
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from prometheus_client.parser import text_string_to_metric_families

from bench.processes import family, written_by
from rematch_devstack.ports import LOOPBACK
from rematch_devstack.specs import ServiceSpec
from rematch_devstack.supervisor import Supervisor

EVERY = 2.0
PER = 100_000
_CONSUMED = "rematch_consumed_total"
# Caches that are full when the watching begins: what fills one is no leak, and would hide one.
SMALL = {
    "REMATCH_PEOPLE_CACHED": "2000",
    "REMATCH_POSTINGS_CACHED": "500",
    "REMATCH_CACHED_TEXTS": "500",
    "REMATCH_DISK_CACHED_TEXTS": "500",
    "REMATCH_REMEMBERED_KEYS": "500",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """MiB that a process had written and held when it had consumed so many records."""

    records: float
    mib: float


LIMIT = 1.0
"""MiB per 100,000 records that a replica may grow by."""
_WARM = 20_000
"""Records that a replica has to have consumed first: till then its caches fill, and it meets larger batches."""


@dataclass(frozen=True, slots=True)
class Growth:
    """MiB per 100,000 records, give or take: twice the standard error of the slope. `records`: seen meanwhile; `first`:
    consumed before, by the replica that had consumed least."""

    per_100k: float
    give_or_take: float
    records: int
    mib: float
    first: int

    @property
    def tells(self) -> bool:
        """Whether so many records have passed, before and meanwhile, that it is told on which side of LIMIT it lies, or
        how near."""
        certain = self.give_or_take < LIMIT or self.per_100k - self.give_or_take > LIMIT
        return certain and self.first >= _WARM

    def __str__(self) -> str:
        found = f"{self.per_100k:.2f} ± {self.give_or_take:.2f}"
        return found if self.tells else f"{found}: too few records to tell"


@dataclass
class Watch:
    """Samples of each replica."""

    supervisor: Supervisor
    samples: dict[str, list[Sample]] = field(default_factory=lambda: defaultdict(list))

    async def keep_on(self, specs: Mapping[tuple[str, int], ServiceSpec], stop: asyncio.Event) -> None:
        async with httpx.AsyncClient(timeout=5.0) as client:
            while not stop.is_set():
                for spec in specs.values():
                    await self._look(client, spec)
                try:
                    await asyncio.wait_for(stop.wait(), EVERY)
                except TimeoutError:
                    continue

    async def _look(self, client: httpx.AsyncClient, spec: ServiceSpec) -> None:
        pid = self.supervisor.pid(spec.name)
        if pid is None:
            return
        try:
            answer = await client.get(f"http://{LOOPBACK}:{spec.command.env['REMATCH_HTTP_PORT']}/metrics")
        except httpx.TransportError:  # a crowded machine: the next look is soon
            return
        self.note(spec.name, Sample(consumed(answer.text), written_by(family(pid))))

    def note(self, name: str, seen: Sample) -> None:
        rows = self.samples[name]
        if rows and seen.records < rows[-1].records:
            raise RuntimeError(f"{name} began anew while it was watched: what it holds can't be compared")
        rows.append(seen)

    def growth(self, services: Sequence[str]) -> dict[str, Growth]:
        """By service, of its replicas together; who has consumed nothing tells nothing."""
        found = {}
        for service in services:
            each = [rows for name, rows in self.samples.items() if name.partition("-")[0] == service]
            if moved := [rows for rows in each if rows[-1].records > rows[0].records]:
                found[service] = growth_of(moved)
        return found


@asynccontextmanager
async def watched(supervisor: Supervisor, specs: Mapping[tuple[str, int], ServiceSpec]) -> AsyncIterator[Watch]:
    """From here to the end of the block. A replica that begins anew ends it."""
    watch, stop = Watch(supervisor), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(watch.keep_on(specs, stop))
        yield watch
        stop.set()


def consumed(exposition: str) -> float:
    families = text_string_to_metric_families(exposition)
    return sum(sample.value for one in families for sample in one.samples if sample.name == _CONSUMED)


def growth_of(replicas: Sequence[Sequence[Sample]]) -> Growth:
    """One slope for all replicas, each about its own mean: a line through each, all equally steep."""
    points = [point for rows in replicas for point in _about_the_mean(rows)]
    spread = sum(x * x for x, _ in points)
    records = sum(rows[-1].records - rows[0].records for rows in replicas)
    held = sum(rows[-1].mib for rows in replicas) / len(replicas)
    first = round(min(rows[0].records for rows in replicas))
    free = len(points) - len(replicas) - 1
    if not spread or free < 1:
        return Growth(0.0, math.inf, round(records), held, first)
    slope = sum(x * y for x, y in points) / spread
    rest = sum((y - slope * x) ** 2 for x, y in points)
    error = math.sqrt(rest / free / spread)
    return Growth(slope * PER, 2 * error * PER, round(records), held, first)


def _about_the_mean(rows: Sequence[Sample]) -> list[tuple[float, float]]:
    records = sum(row.records for row in rows) / len(rows)
    mib = sum(row.mib for row in rows) / len(rows)
    return [(row.records - records, row.mib - mib) for row in rows]
