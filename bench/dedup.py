"""How quick dedup is with few and with many openings stored: python -m bench.dedup [ROUNDS [REPLICAS [MANY]]]

Realistic ads, six in ten of them repeats, through Kafka and PostgreSQL. The stores take turns, and so does a script
that looks for likenesses in memory with datasketch: what else the machine does at the time meets all three.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson

from bench.children import told_by
from bench.dedup_runs import Flood, Steady, Store
from bench.dedup_seed import seed
from bench.harness import Report, Target, console, percentile, running, spread, table, write_report
from bench.processes import Others
from bench.repeats import Crawl, Made
from rematch_devstack.postgres import SUPERUSER

ROUNDS, REPLICAS = 3, 1
FEW, MANY = 10_000, 200_000
WARM_UP, MEASURED = 1_000, 3_000
PER_SECOND, SECONDS, STEADY_WARM_UP = 100, 30, 1_000
SLOWEST_RATIO, LEAST_LEAD = 0.8, 1.5
MEMORY_LIMIT, TAIL_LIMIT = 300.0, 100.0
SLOWEST_SCRIPT = 300.0


@dataclass
class Found:
    """All that was measured, round by round."""

    floods: dict[int, list[Flood]]
    script: list[dict[str, float]] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    seeded: dict[int, float] = field(default_factory=dict)
    steady: Steady | None = None

    def rate(self, stored: int) -> float:
        return statistics.median(flood.rate for flood in self.floods[stored])

    def ratio(self) -> float:
        few, many = self.floods.values()
        return statistics.median(m.rate / f.rate for f, m in zip(few, many, strict=True))

    def lead(self) -> float:
        """Of the slower store over the script."""
        slower = min(self.floods.values(), key=lambda floods: statistics.median(flood.rate for flood in floods))
        return statistics.median(ours.rate / theirs["rate"] for ours, theirs in zip(slower, self.script, strict=True))


async def measure(rounds: int, replicas: int, many: int) -> Found:
    found = Found({FEW: [], many: []})
    async with AsyncExitStack() as open_ones:
        stores = {size: await _store(open_ones, size, rounds, replicas, found) for size in found.floods}
        for number in range(rounds):
            for size, store in stores.items():
                flood, made = await store.flood(WARM_UP, MEASURED)
                found.floods[size].append(flood)
                found.others.append(flood.others)
            found.script.append(await _script(made, found))
            rates = ", ".join(f"{size:,}: {floods[-1].rate:.0f}/s" for size, floods in found.floods.items())
            console.print(f"round {number + 1}: {rates}, datasketch: {found.script[-1]['rate']:.0f}/s")
        found.steady = await stores[many].steady(PER_SECOND, STEADY_WARM_UP, PER_SECOND * SECONDS)
        found.others.append(found.steady.others)
    return found


async def _store(open_ones: AsyncExitStack, size: int, rounds: int, replicas: int, found: Found) -> Store:
    """A system of its own, filled, its dedup down. It started once before, and so has made its tables."""
    system = await open_ones.enter_async_context(running(("dedup",)))
    await system.supervisor.stop("dedup")
    records = rounds * (WARM_UP + MEASURED) + STEADY_WARM_UP + PER_SECOND * SECONDS
    crawl, began = Crawl(size, min(size, records // 3), datetime.now(UTC)), time.monotonic()
    await seed(system.stack.postgres.url(SUPERUSER), size, crawl.repeatable, crawl.now)
    found.seeded[size] = time.monotonic() - began
    console.print(f"{size:,} openings stored in {found.seeded[size]:.0f} s")
    return Store(system, crawl, replicas)


async def _script(made: Sequence[Made], found: Found) -> dict[str, float]:
    """The same records, read by the other side in a process of its own."""
    others = Others()
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(b"\n".join(orjson.dumps(each.record) for each in made))
        file.flush()
        told = await told_by((sys.executable, "-m", "bench.dedup_datasketch", file.name), SLOWEST_SCRIPT)
    found.others.append(others.cores())
    return told


def report(found: Found, replicas: int) -> Report:
    assert found.steady is not None
    many = max(found.floods)
    p50, p99 = (round(percentile(found.steady.latencies, share), 1) for share in (0.5, 0.99))
    memory = max(flood.memory.pss / replicas for flood in found.floods[many])
    figures = {
        "replicas": replicas,
        "records_a_run": MEASURED,
        "records_per_second": {str(size): spread([f.rate for f in runs]) for size, runs in found.floods.items()},
        "datasketch": {name: spread([run[name] for run in found.script], 2) for name in found.script[0]},
        "ratio_many_to_few": round(found.ratio(), 3),
        "ratio_to_datasketch": round(found.lead(), 3),
        "cpu_ms_per_record": {str(size): _cpu(runs) for size, runs in found.floods.items()},
        "memory_mib": {str(size): _memory(runs) for size, runs in found.floods.items()},
        "steady": {"per_second": PER_SECOND, "seconds": SECONDS, "p50_ms": p50, "p99_ms": p99},
        "steady_cores": {name: round(cores, 3) for name, cores in found.steady.cores.items()},
        "taken_for": {str(size): _taken_for(runs) for size, runs in found.floods.items()},
        "seconds_to_store": {str(size): round(seconds) for size, seconds in found.seeded.items()},
    }
    targets = (
        Target(f"a record's time with {many:,} stored", round(1 / found.ratio(), 2), 1 / SLOWEST_RATIO, "x few"),
        Target("datasketch's rate", round(1 / found.lead(), 2), round(1 / LEAST_LEAD, 2), "x ours"),
        Target("memory of a dedup", round(memory), MEMORY_LIMIT, "MiB"),
        Target(f"publish to outcome at {PER_SECOND}/s, p99", p99, TAIL_LIMIT, "ms"),
    )
    return Report("dedup", figures, targets, found.others)


def _cpu(floods: Sequence[Flood]) -> dict[str, object]:
    return {name: spread([flood.cpu_ms[name] for flood in floods], 2) for name in floods[0].cpu_ms}


def _memory(floods: Sequence[Flood]) -> dict[str, object]:
    return {name: spread([getattr(flood.memory, name) for flood in floods]) for name in ("pss", "rss")}


def _taken_for(floods: Sequence[Flood]) -> dict[str, dict[str, int]]:
    summed: dict[str, Counter[str]] = {}
    for flood in floods:
        for kind, outcomes in flood.outcomes.items():
            summed.setdefault(kind, Counter()).update(outcomes)
    return {kind: dict(outcomes) for kind, outcomes in summed.items()}


def show(found: Found) -> None:
    def row(size: int, floods: Sequence[Flood]) -> list[object]:
        rates, cpu = [flood.rate for flood in floods], _cpu_medians(floods)
        costs = (f"{cpu[name]:.2f}" for name in ("dedup", "postgres", "kafka"))
        memory = statistics.median(flood.memory.pss for flood in floods)
        return [f"{size:,} stored", f"{statistics.median(rates):.0f}", _range(rates), *costs, f"{memory:.0f}"]

    columns = ("", "records/s", "range", "its CPU ms", "PostgreSQL", "Kafka", "MiB")
    rows = [row(size, floods) for size, floods in found.floods.items()]
    theirs, cpu = ([run[name] for run in found.script] for name in ("rate", "cpu_ms"))
    costs = [f"{statistics.median(cpu):.2f}", "", "", ""]
    rows.append(["datasketch", f"{statistics.median(theirs):.0f}", _range(theirs), *costs])
    table(f"Dedup, 60 % repeats, {MEASURED:,} records a run", columns, rows)
    assert found.steady is not None
    p50, p99 = (percentile(found.steady.latencies, share) for share in (0.5, 0.99))
    console.print(f"steady {PER_SECOND}/s: p50 {p50:.0f} ms, p99 {p99:.0f} ms")


def _cpu_medians(floods: Sequence[Flood]) -> dict[str, float]:
    return {name: statistics.median(flood.cpu_ms[name] for flood in floods) for name in floods[0].cpu_ms}


def _range(values: Sequence[float]) -> str:
    return f"{min(values):.0f}-{max(values):.0f}"


async def main(rounds: int = ROUNDS, replicas: int = REPLICAS, many: int = MANY) -> None:
    found = await measure(rounds, replicas, many)
    show(found)
    write_report(report(found, replicas))


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
