"""What a replica's memory does as records pass: python -m bench.memory [--records N] [--people N] [STAGE ...]

One stage at a time, alone and as fast as it can, works off what waits for it; notify tells 2,000 people. What a replica
holds is held against what it has consumed, from when its caches are full. `make soak` looks at the same among faults
and bursts, and takes hours for as many records. Caches are set as small as there.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.harness import Report, Target, console, table, write_report
from bench.memory_feed import embedded, posted, published
from bench.memory_notify import telling
from bench.notify_town import PEOPLE
from bench.processes import Others
from bench.scale_sides import STAGES, partitioned, prepare, until_read
from bench.soak_memory import LIMIT, SMALL, Growth, Sample, growth_of, watched
from rematch_common.records import Outgoing
from rematch_devstack import stack
from tests.reliability.harness.topics import Topics

RECORDS, KNOWS = 40_000, 1_000
# Of the records: so many pass before memory counts; and the moments at which it is told.
WARM, MOMENTS = 0.4, (0.1, 0.4, 0.7, 1.0)
# Seconds to a record, with room: what is slower stands still.
_SLOWEST = 0.2
# What waits for it, as the stage before would have written it; notify's matches come as quickly as people are told.
_FEEDS: Mapping[str, Callable[[int], Iterator[Outgoing]]] = {"dedup": posted, "embed": published, "match": embedded}


async def run(stages: Sequence[str], records: int, people: int) -> dict[str, list[Sample]]:
    """A stage is reported when it is done, since the next may take an hour."""
    await stack.prepare()
    found: dict[str, list[Sample]] = {}
    for stage in stages:
        others = Others()
        found[stage] = await (telling(records) if stage == "notify" else worked_off(stage, records, people))
        console.print(f"{stage}: {grown(found[stage])} MiB per 100,000 records")
        known = PEOPLE if stage == "notify" else people
        write_report(report(stage, found[stage], known, others.cores()))
    return found


async def worked_off(stage: str, records: int, people: int) -> list[Sample]:
    """Of one replica, from its first record to its last. It is none of those that read of people before."""
    with tempfile.TemporaryDirectory(prefix="rematch-memory-", ignore_cleanup_errors=True) as folder:
        async with partitioned(Path(folder), 1, SMALL) as system, Topics(system.bootstrap) as topics:
            await prepare(system, topics, people, _FEEDS[stage](records))
            spec = system.spec(stage, name=f"{stage}-measured", port=system.stack.ports.free())
            await system.supervisor.replicas(lambda _: spec, 1)
            async with watched(system.supervisor, {(stage, 1): spec}) as watch:
                await until_read(topics, stage, [STAGES[stage]], records * _SLOWEST)
    return watch.samples[spec.name]


def grown(samples: Sequence[Sample]) -> Growth:
    return growth_of([[one for one in samples if one.records >= WARM * samples[-1].records]])


def at_moments(samples: Sequence[Sample]) -> list[float]:
    """What it held when such shares of the records had passed."""
    shares = (share * samples[-1].records for share in MOMENTS)
    return [next(one.mib for one in samples if one.records >= share) for share in shares]


def show(found: Mapping[str, Sequence[Sample]]) -> None:
    rows = [
        [stage, f"{samples[-1].records:,.0f}", *(f"{mib:.1f}" for mib in at_moments(samples)), str(grown(samples))]
        for stage, samples in found.items()
    ]
    table("MiB of one replica", ("stage", "records", *(f"{share:.0%}" for share in MOMENTS), "per 100,000"), rows)


def report(stage: str, samples: Sequence[Sample], people: int, others: float) -> Report:
    """One a stage: how many records it takes until caches are full differs."""
    growth = grown(samples)
    figures = {"people": people, "caches": SMALL, "moments": MOMENTS, **asdict(growth), "at": at_moments(samples)}
    told = [Target(f"memory of {stage} per 100,000", round(growth.per_100k, 2), LIMIT, "MiB")] if growth.tells else []
    return Report(f"memory_{stage}", figures, told, [others])


def main(told: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.memory")
    parser.add_argument("--records", type=int, default=RECORDS, help="postings that pass each stage")
    parser.add_argument("--people", type=int, default=KNOWS, help="who is known to match: the fewer, the quicker it is")
    parser.add_argument("stages", nargs="*", metavar="STAGE", help=", ".join(STAGES))
    wanted = parser.parse_args(told)
    if unknown := set(wanted.stages) - STAGES.keys():
        parser.error(f"no stage is called {', '.join(sorted(unknown))}: there are {', '.join(STAGES)}")
    show(asyncio.run(run(wanted.stages or list(STAGES), wanted.records, wanted.people)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
