"""Hours of a deployment's life in minutes: make soak, or python -m bench.soak [--minutes 10] [--seed N] [--rate 1]

Two replicas of each service, on the embedded Kafka and PostgreSQL, with vectors in pgvector or in a Qdrant server
(REMATCH_QDRANT_URL). Postings come steadily and in bursts; for the first part nothing is done to anybody, and memory is
watched; then services are killed, restarted one after the other, and scaled from one to four and back. At the end
everything is held against what was published. The report goes to docs/soak/VERSION.json. It takes hours until so many
records have passed that caches are full and a small leak can be told from noise: python -m bench.memory looks for one
at full speed.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.harness import Report, Target, console, percentile, table, write_report
from bench.pipeline import Reader
from bench.processes import Others
from bench.soak_faults import REPLICAS, Breaker, Window
from bench.soak_load import Fate, Pace, latencies, publish
from bench.soak_memory import LIMIT, SMALL, Growth, watched
from rematch_common.contracts import SERVICES
from rematch_common.contracts.generate import VERSION
from rematch_devstack import workspace
from rematch_devstack.groups import Groups
from rematch_devstack.stack import prepare
from tests.reliability.harness import oracle
from tests.reliability.harness.ledger import make
from tests.reliability.harness.oracle import Verdict
from tests.reliability.harness.run import Run
from tests.reliability.harness.system import system
from tests.reliability.harness.topics import Topics

SESSION = 10.0
# Of the whole time: warming up, then watched in peace, then faults.
WARM, CALM = 0.15, 0.45
# Of what is published so much is more than one record a posting: see the ledger.
_MORE = 1.12
_DRAINED = 300.0


@dataclass
class Soak:
    """What was seen of one run."""

    seed: int
    began: float
    growth: dict[str, Growth] = field(default_factory=dict)
    windows: list[Window] = field(default_factory=list)
    latencies: list[tuple[float, float]] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)
    faults_from: float = 0.0
    records: int = 0
    seconds: float = 0.0
    others: float = 0.0


async def soak(minutes: float, seed: int, pace: Pace) -> Soak:
    await prepare()
    index = {} if os.environ.get("REMATCH_QDRANT_URL") else {"REMATCH_VECTOR_INDEX": "pgvector-hnsw"}
    with tempfile.TemporaryDirectory(prefix="rematch-soak-", ignore_cleanup_errors=True) as folder:
        async with (
            system(Path(folder), SESSION, **index, **SMALL) as whole,
            Topics(whole.bootstrap) as topics,
            Groups(whole.bootstrap) as groups,
        ):
            breaker = Breaker(whole, groups, random.Random(seed))
            await breaker.begin()
            postings = int(minutes * 60 * pace.mean / _MORE)
            run = await Run.begin(whole, topics, make("soak", postings, seed, wanted=1.0))
            return await _live(run, breaker, pace, Soak(seed, time.time()))


async def _live(run: Run, breaker: Breaker, pace: Pace, seen: Soak) -> Soak:
    others, fate, items = Others(), Fate(seen.began), run.ledger.items
    lasts = len(items) / pace.mean
    console.print(f"{len(items):,} records in about {lasts / 60:.0f} min, seed {seen.seed}")
    async with Reader(run.system.bootstrap).reading() as reader:
        publishing = asyncio.create_task(publish(run.system.bootstrap, items, pace, fate))
        through = asyncio.create_task(run.through_ingest(lasts))
        await _watch(breaker, lasts, seen)
        seen.faults_from = time.time()
        while not publishing.done():
            await breaker.turn()
            console.print(f"{time.time() - seen.began:.0f} s: {len(breaker.windows)} faults")
        await asyncio.gather(publishing, through)
        await oracle.drained(run.system, run.topics, _DRAINED)
        await reader.until_read(_DRAINED)
        seen.latencies = latencies(fate, reader.matches())
    seen.verdict = await oracle.examine(run.system, run.topics, run.ledger, fate.fed, run.since)
    seen.verdict.faults += run.system.failures(run.events_before)
    seen.windows, seen.records, seen.others = breaker.windows, len(items), others.cores()
    seen.seconds = time.time() - seen.began
    return seen


async def _watch(breaker: Breaker, lasts: float, seen: Soak) -> None:
    """The first part of the time: first until all are warm, then with an eye on their memory."""
    await asyncio.sleep(lasts * WARM)
    async with watched(breaker.system.supervisor, breaker.specs) as watch:
        await asyncio.sleep(lasts * (CALM - WARM))
    seen.growth = watch.growth(SERVICES)


def by_phase(seen: Soak, pace: Pace) -> dict[str, list[float]]:
    """Seconds from a posting to its match, by what was going on when it was due."""
    found: dict[str, list[float]] = {"steady": [], "burst": []}
    for due, seconds in seen.latencies:
        going_on = [window.kind for window in seen.windows if window.begin <= due <= window.end]
        if going_on:
            found.setdefault(going_on[0], []).append(seconds)
        elif due < seen.faults_from:
            found["burst" if pace.bursting(due - seen.began) else "steady"].append(seconds)
    return {phase: values for phase, values in found.items() if values}


def report(seen: Soak, pace: Pace) -> Report:
    counts = {kind: sum(window.kind == kind for window in seen.windows) for kind in {w.kind for w in seen.windows}}
    figures = {
        "seed": seen.seed,
        "seconds": round(seen.seconds),
        "replicas": REPLICAS,
        "caches": SMALL,
        "session_timeout": SESSION,
        "records": seen.records,
        "pace": asdict(pace),
        "vectors": "qdrant" if os.environ.get("REMATCH_QDRANT_URL") else "pgvector-hnsw",
        "faults": {"counts": counts, "each": [_told(window, seen.began) for window in seen.windows]},
        "publish_to_match_seconds": {phase: _spread(values) for phase, values in by_phase(seen, pace).items()},
        "memory_mib_per_100k_records": {
            name: {**asdict(growth), "tells": growth.tells} for name, growth in seen.growth.items()
        },
        "written_twice": seen.verdict.duplicates,
        "broken_promises": seen.verdict.faults[:50],
    }
    targets = [
        Target("lost, or with more than one effect", len(seen.verdict.faults), 1, "records"),
        *(
            Target(f"memory of {name} per 100,000 records", round(growth.per_100k, 2), LIMIT, "MiB")
            for name, growth in seen.growth.items()
            if growth.tells
        ),
    ]
    return Report(VERSION, figures, targets, [seen.others])


def _told(window: Window, began: float) -> dict[str, object]:
    return {
        "kind": window.kind,
        "what": window.what,
        "at": round(window.begin - began, 1),
        "mended_after": round(window.mended - window.begin, 1),
        "caught_up_after": round(window.end - window.begin, 1),
    }


def _spread(values: Sequence[float]) -> dict[str, object]:
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {"matches": len(values), **{name: round(percentile(values, share), 2) for name, share in shares.items()}}


def show(seen: Soak, pace: Pace) -> None:
    rows = [[phase, *_spread(values).values()] for phase, values in by_phase(seen, pace).items()]
    table("Posting to match, seconds", ("while", "matches", "p50", "p95", "p99"), rows)
    grown = [[name, f"{one.mib:.0f}", one.records, str(one)] for name, one in seen.growth.items()]
    table("Memory in peace, MiB", ("service", "held", "records", "per 100,000"), grown)
    for fault in seen.verdict.faults[:20]:
        console.print(fault)


def main(told: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--rate", type=float, default=1.0, help="times the usual pace")
    wanted = parser.parse_args(told)
    pace = Pace().times(wanted.rate)
    with suppress(KeyboardInterrupt):
        seen = asyncio.run(soak(wanted.minutes, wanted.seed, pace))
        show(seen, pace)
        found = report(seen, pace)
        write_report(found, workspace.root() / "docs" / "soak")
        return 0 if all(target.met for target in found.targets) else 1
    return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
