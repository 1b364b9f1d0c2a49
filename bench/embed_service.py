"""embed as it runs in production, between deduped-jobs and embedded-jobs, for bench/embed."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer

from bench.harness import running
from bench.long_ads import LongAd, long_ads
from bench.processes import cpu_seconds, processes_of
from rematch_common.contracts import EMBEDDED_JOBS
from rematch_common.kafka import KafkaPublisher
from rematch_devstack.groups import partitions
from rematch_devstack.system import System

DEADLINE = 300.0
WARM_UP = 64
NAME = "embed-bench"


class Service:
    """A running embed; between the floods it is down."""

    def __init__(self, system: System, threads: int) -> None:
        self._system = system
        self._floods = 0
        limited = {"REMATCH_EMBED_THREADS": str(threads)}
        system.supervisor.add(system.spec("embed", limited, name=NAME, port=system.stack.ports.free()))

    async def flood(self, ads: Sequence[LongAd]) -> dict[str, float]:
        """Publish ads while embed is down, let it loose on them, and measure after the first few have come out."""
        self._floods += 1
        first = long_ads(WARM_UP, f"warm up {self._floods}")
        publisher = KafkaPublisher(self._system.bootstrap, "rematch-bench")
        await publisher.start()
        await publisher.publish([ad.record() for ad in (*first, *ads)])
        await publisher.stop()
        consumer = AIOKafkaConsumer(bootstrap_servers=self._system.bootstrap, enable_auto_commit=False)
        await consumer.start()
        try:
            consumer.assign(partitions(EMBEDDED_JOBS.name))
            await consumer.seek_to_end()
            await self._system.supervisor.start(NAME)
            return await self._measured(consumer, len(first), len(first) + len(ads))
        finally:
            await consumer.stop()
            await self._system.supervisor.stop(NAME)

    async def _measured(self, consumer: AIOKafkaConsumer, warm_up: int, count: int) -> dict[str, float]:
        async with asyncio.timeout(DEADLINE):
            came = await _read(consumer, warm_up)
            began, spent = time.perf_counter(), self._cpu()
            last = await _read(consumer, count - came)
            seconds = time.perf_counter() - began
        return {"rate": last / seconds, "cpu_ms": (self._cpu() - spent) / last * 1000}

    def _cpu(self) -> float:
        return cpu_seconds(processes_of(self._system)[NAME])


async def _read(consumer: AIOKafkaConsumer, count: int) -> int:
    """Until at least so many have come; how many did."""
    came = 0
    while came < count:
        came += sum(map(len, (await consumer.getmany(timeout_ms=1000)).values()))
    return came


@asynccontextmanager
async def serving(threads: int) -> AsyncIterator[Service]:
    async with running(("embed",)) as system:
        await system.supervisor.stop("embed")
        yield Service(system, threads)
