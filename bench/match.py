"""How quick match is with few and with many people stored: python -m bench.match [MANY [SECONDS]]

Twenty tenants of very different sizes, Kafka, PostgreSQL and the embedded vector engine; postings come on
embedded-jobs as embed would publish them, and matches are read as anyone may read them. A flood tells how many
postings a second match gets through and what each costs; a steady stream how long after a posting its matches come.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.harness import Report, Target, console, percentile, running, spread, table, write_report
from bench.match_people import sizes
from bench.match_runs import Flood, Matching, Steady
from bench.match_store import fill
from rematch_devstack.postgres import SUPERUSER

FEW, MANY = 10_000, 100_000
WARM_UP, MEASURED, ROUNDS = 400, 300, 3
PER_SECOND, SECONDS, STEADY_WARM_UP = 10, 60, 50
MEDIAN_LIMIT, TAIL_LIMIT, GROWTH_LIMIT = 100.0, 400.0, 2.0
# Medians of two tenants' matches, all of which leave together: what differs is chance.
LATER_LIMIT = 1.05
_COUNTED = ("match", "postgres", "kafka")


@dataclass
class Found:
    """What was measured with so many people."""

    people: int
    seconds_to_fill: float
    floods: list[Flood] = field(default_factory=list)
    steady: Steady | None = None

    @property
    def cost(self) -> float:
        """CPU milliseconds of a posting, in match and in PostgreSQL."""
        return statistics.median(flood.cpu_ms["match"] + flood.cpu_ms["postgres"] for flood in self.floods)

    def tenant(self, rank: int) -> list[float]:
        assert self.steady is not None
        by_size = sorted(sizes(self.people).items(), key=lambda one: one[1])
        return self.steady.by_tenant[by_size[rank][0]]


async def measure(people: int, seconds: int | None) -> Found:
    async with running(("match",)) as system:
        await system.supervisor.stop("match")
        began = time.monotonic()
        await fill(system.stack.postgres.url(SUPERUSER), system.stack.data_dir / "qdrant", people)
        await system.supervisor.start("match")
        found = Found(people, time.monotonic() - began)
        console.print(f"{people:,} people stored in {found.seconds_to_fill:.0f} s")
        matching = Matching(system, people)
        await matching.flood(WARM_UP)
        for _ in range(ROUNDS):
            found.floods.append(await matching.flood(MEASURED))
            console.print(f"flood: {found.floods[-1].rate:.1f}/s, {found.cost:.0f} ms of CPU a posting")
        if seconds:
            found.steady = await matching.steady(PER_SECOND, STEADY_WARM_UP, PER_SECOND * seconds)
    return found


def report(few: Found, many: Found) -> Report:
    steady = many.steady
    assert steady is not None
    p50, p99 = (round(percentile(steady.every, share), 1) for share in (0.5, 0.99))
    smallest, largest = (statistics.median(many.tenant(rank)) for rank in (0, -1))
    growth = many.cost / few.cost
    figures = {
        "tenants": len(sizes(many.people)),
        "postings_per_second": {str(each.people): spread([f.rate for f in each.floods]) for each in (few, many)},
        "matches_a_posting": {str(each.people): spread([f.matches for f in each.floods]) for each in (few, many)},
        "cpu_ms_per_posting": {str(each.people): _cpu(each.floods) for each in (few, many)},
        "cost_many_to_few": round(growth, 2),
        "memory_mib": spread([flood.memory.pss for flood in many.floods]),
        "seconds_to_fill": {str(each.people): round(each.seconds_to_fill) for each in (few, many)},
        "steady": {
            "per_second": PER_SECOND,
            "matches_a_posting": round(steady.matches, 1),
            "p50_ms": p50,
            "p99_ms": p99,
        },
        "steady_median_ms": {"smallest_tenant": round(smallest, 1), "largest_tenant": round(largest, 1)},
        "steady_cores": {name: round(cores, 3) for name, cores in steady.cores.items()},
    }
    targets = (
        Target(f"posting to match at {PER_SECOND}/s, p50", p50, MEDIAN_LIMIT, "ms"),
        Target(f"posting to match at {PER_SECOND}/s, p99", p99, TAIL_LIMIT, "ms"),
        Target("smallest tenant's median", round(smallest / largest, 3), LATER_LIMIT, "x the largest's"),
        Target(f"CPU of a posting with {many.people:,} people", round(growth, 2), GROWTH_LIMIT, f"x {few.people:,}"),
    )
    return Report("match", figures, targets, [f.others for each in (few, many) for f in each.floods] + [steady.others])


def _cpu(floods: Sequence[Flood]) -> dict[str, object]:
    return {name: spread([flood.cpu_ms[name] for flood in floods]) for name in floods[0].cpu_ms}


def show(*found: Found) -> None:
    def row(each: Found) -> list[object]:
        costs = (statistics.median(flood.cpu_ms[name] for flood in each.floods) for name in _COUNTED)
        rate, matches = (statistics.median(getattr(f, name) for f in each.floods) for name in ("rate", "matches"))
        memory = max(flood.memory.pss for flood in each.floods)
        return [
            f"{each.people:,} people",
            f"{rate:.1f}",
            f"{matches:.0f}",
            *(f"{c:.1f}" for c in costs),
            f"{memory:.0f}",
        ]

    columns = ("", "postings/s", "matches each", "its CPU ms", "PostgreSQL", "Kafka", "MiB")
    table(f"Match, {MEASURED} postings a flood", columns, [row(each) for each in found])
    for each in found:
        if each.steady is not None:
            p50, p99 = (percentile(each.steady.every, share) for share in (0.5, 0.99))
            ends = [statistics.median(each.tenant(rank)) for rank in (0, -1)]
            console.print(
                f"steady {PER_SECOND}/s, {each.steady.matches:.0f} matches each: p50 {p50:.0f}, p99 {p99:.0f} ms"
            )
            console.print(f"medians: smallest tenant {ends[0]:.0f} ms, largest {ends[1]:.0f} ms")


async def main(many: int = MANY, seconds: int = SECONDS) -> None:
    found = [await measure(FEW, None), await measure(many, seconds)]
    show(*found)
    write_report(report(*found))


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:3])))
