"""What the whole system costs while nothing happens: python -m bench.idle [SECONDS]

Memory and CPU are taken after people and postings went through, so that pools, caches and the model are filled.
"""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from bench.harness import Report, Target, console, running, table, write_report
from bench.pipeline import Reader, publish_steadily, take_in
from bench.processes import Load, Memory, Others, memory_of, processes_of

SECONDS = 60.0
SETTLE = 10.0
PEOPLE, POSTINGS, PER_SECOND = 1_000, 200, 20
MEMORY_LIMIT, CPU_LIMIT = 1_600.0, 10.0


@dataclass(frozen=True, slots=True)
class Idle:
    """By process: memory, and per cent of one core."""

    memory: Mapping[str, Memory]
    cpu: Mapping[str, float]
    others: float

    @property
    def total(self) -> Memory:
        return Memory(sum(m.pss for m in self.memory.values()), sum(m.rss for m in self.memory.values()))


async def measure(seconds: float) -> Idle:
    async with running() as system:
        await take_in(system.bootstrap, PEOPLE)
        async with Reader(system.bootstrap).reading() as reader:
            await publish_steadily(system.bootstrap, PER_SECOND, range(POSTINGS))
            await reader.until_drained()
        console.print(f"{len(reader.found)} matches told; idle for {SETTLE + seconds:.0f} s")
        await asyncio.sleep(SETTLE)
        processes = processes_of(system)
        load, others = Load(processes), Others()
        await asyncio.sleep(seconds)
        cpu = {name: 100 * cores for name, cores in load.cores().items()}
        return Idle({name: memory_of(found) for name, found in processes.items()}, cpu, others.cores())


def report(idle: Idle, seconds: float) -> Report:
    cpu = sum(idle.cpu.values())
    figures = {
        "seconds": seconds,
        "pss_mib": _rounded({name: memory.pss for name, memory in idle.memory.items()}),
        "rss_mib": _rounded({name: memory.rss for name, memory in idle.memory.items()}),
        "cpu_percent_of_a_core": _rounded(idle.cpu),
    }
    targets = (
        Target("memory of all processes", round(idle.total.pss), MEMORY_LIMIT, "MiB"),
        Target("CPU while idle", round(cpu, 2), CPU_LIMIT, "% of a core"),
    )
    return Report("idle", figures, targets, [idle.others])


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {**{name: round(value, 2) for name, value in values.items()}, "total": round(sum(values.values()), 2)}


def show(idle: Idle) -> None:
    def row(name: str, memory: Memory, cpu: float) -> list[object]:
        return [name, f"{memory.pss:.0f}", f"{memory.rss:.0f}", f"{cpu:.2f}"]

    rows = [row(name, idle.memory[name], idle.cpu[name]) for name in idle.memory]
    rows.append(row("total", idle.total, sum(idle.cpu.values())))
    table("The idle system", ("process", "PSS MiB", "RSS MiB", "CPU % of a core"), rows)


async def main(seconds: float) -> None:
    idle = await measure(seconds)
    show(idle)
    write_report(report(idle, seconds))


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
