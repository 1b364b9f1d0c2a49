"""Where each stage saturates, and what bounds it: python -m bench.scale [POSTINGS]

On this machine with 1, 2 and 4 partitions and replicas of one stage at a time, working off what waits; beyond that
simulated on what a record was measured to cost, to 1,000 partitions with a core for each replica, a database of 16 or
64 cores and brokers of 24. The simulation is held against the measured rates first.
"""

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench.harness import Report, console, table, write_report
from bench.processes import Others
from bench.scale_model import Capacity, Machines, Work, capacity
from bench.scale_sides import STAGES, Drained, drain, partitioned, prepare, raw
from rematch_devstack import stack
from rematch_devstack.demo.stream import posting
from tests.reliability.harness.topics import Topics

POSTINGS, KNOWS = 4_000, 1_000
MEASURED = (1, 2, 4)
SIMULATED = (1, 4, 12, 48, 100, 300, 1_000)
DATABASES = (16, 64)
# Records in a batch: what the services take when more waits. See their settings.
BATCHES = {"dedup": 128, "embed": 128, "match": 8, "notify": 128}
Runs = Mapping[int, Mapping[str, Drained]]


async def measure(partitions: int, postings: int) -> dict[str, Drained]:
    with tempfile.TemporaryDirectory(prefix="rematch-scale-", ignore_cleanup_errors=True) as folder:
        async with partitioned(Path(folder), partitions) as system, Topics(system.bootstrap) as topics:
            now = datetime.now(UTC)
            await prepare(system, topics, KNOWS, raw(posting(number, now) for number in range(postings)))
            found = {}
            for stage in STAGES:
                found[stage] = await drain(system, topics, stage, partitions)
                console.print(f"{partitions} partitions: {stage} {found[stage].rate:.0f} records a second")
            return found


def work_of(one: Drained) -> Work:
    """What is done under the lock by the database is not done beside it once more."""
    return Work(one.own, one.locked, max(0.0, one.database - one.locked), one.broker)


def simulated(runs: Runs) -> dict[str, dict[str, dict[int, Capacity]]]:
    """By stage and cores of the database, from what a record costs one replica alone."""
    return {
        stage: {
            f"database of {cores}": {
                count: capacity(work_of(runs[1][stage]), count, BATCHES[stage], Machines(database=cores))
                for count in SIMULATED
            }
            for cores in DATABASES
        }
        for stage in STAGES
    }


def expected(runs: Runs, cores: int) -> dict[str, dict[int, Capacity]]:
    """What the simulation says of this machine, where service, database and broker share the cores."""
    return {
        stage: {
            count: capacity(work_of(runs[1][stage]), count, BATCHES[stage], Machines(own=cores)) for count in MEASURED
        }
        for stage in STAGES
    }


def show(
    runs: Runs, here: Mapping[str, Mapping[int, Capacity]], far: Mapping[str, Mapping[str, Mapping[int, Capacity]]]
) -> None:
    rows = [
        [f"{stage}, {count}", f"{one.rate:.0f}", f"{here[stage][count].rate:.0f}", *_costs(one)]
        for stage in STAGES
        for count, one in ((count, runs[count][stage]) for count in MEASURED)
    ]
    columns = ("stage, partitions", "records/s", "simulated", "own ms", "database ms", "broker ms", "locked ms")
    table("On this machine", columns, rows)
    for name in next(iter(far.values())):
        rows = [[stage, *(f"{one.rate:,.0f} {one.bound}" for one in far[stage][name].values())] for stage in STAGES]
        table(f"Simulated, {name} cores: records a second, and what bounds them", ("stage", *map(str, SIMULATED)), rows)


def _costs(one: Drained) -> list[str]:
    return [f"{seconds * 1000:.2f}" for seconds in (one.own, one.database, one.broker, one.locked)]


async def main(postings: int) -> None:
    await stack.prepare()
    runs: dict[int, dict[str, Drained]] = {}
    busy = []
    for partitions in MEASURED:
        others = Others()
        runs[partitions] = await measure(partitions, postings)
        busy.append(others.cores())
    here, far = expected(runs, 2), simulated(runs)
    show(runs, here, far)
    figures = {
        "postings": postings,
        "people": KNOWS,
        "measured": {count: {stage: asdict(one) for stage, one in found.items()} for count, found in runs.items()},
        "expected_here": {stage: {n: asdict(one) for n, one in found.items()} for stage, found in here.items()},
        "simulated": {
            stage: {name: {n: asdict(one) for n, one in by.items()} for name, by in found.items()}
            for stage, found in far.items()
        },
    }
    write_report(Report("scale", figures, (), busy))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else POSTINGS))
