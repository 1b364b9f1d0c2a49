"""From a posting's publication to its matches, through the whole system: python -m bench.latency [RUNS]

1,000 people, 20 postings a second at scheduled times. Latency counts from the time at which a posting was due until
its match was read, so a system that falls behind is not excused by a publisher that waits for it.
"""

import asyncio
import statistics
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bench.harness import Report, Target, console, percentile, running, spread, table, write_report
from bench.pipeline import Reader, Sent, publish_steadily, take_in
from bench.processes import Load, Others, processes_of

RUNS = 3
PEOPLE = 1_000
PER_SECOND = 20
# Behind the measured ones more go on to come: the last of them are no better off than the others.
WARM_UP, MEASURED, BEHIND = 10 * PER_SECOND, 60 * PER_SECOND, 2 * PER_SECOND
MEDIAN_LIMIT, TAIL_LIMIT = 300.0, 1_000.0
# Each ends with the time that the lineage tells; `matched_at` and `deduped_at` are read before the commit, so what
# follows a decision (commit, outbox, broker) counts for the stage after it.
STAGES = {
    "publish": ("due", "received_at"),
    "dedup": ("received_at", "deduped_at"),
    "embed": ("deduped_at", "embedded_at"),
    "match": ("embedded_at", "matched_at"),
    "deliver": ("matched_at", "read"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """One run's milliseconds: of every match, of each posting's first, of every match by stage."""

    every: list[float]
    first: list[float]
    stages: dict[str, list[float]]
    postings: int
    cores: dict[str, float] = field(default_factory=dict)
    others: float = 0.0

    @property
    def matches_a_posting(self) -> float:
        return len(self.every) / self.postings


def evaluate(sent: Sequence[Sent], matches: Sequence[tuple[float, dict[str, Any]]]) -> Run:
    """Only what the measured postings caused; repeats of an opening cause nothing, and count for nothing."""
    dues = {posting.place: posting.due for posting in sent}
    every: list[float] = []
    first: dict[tuple[int, int], float] = {}
    stages: dict[str, list[float]] = defaultdict(list)
    for read, match in matches:
        lineage = match.get("lineage", {})
        place = (lineage.get("raw_partition", -1), lineage.get("raw_offset", -1))
        if match.get("trigger") != "new_job" or place not in dues:
            continue
        times = {"due": dues[place], "read": read} | {name: _seconds(lineage[name]) for name in _STAMPS}
        for stage, (begin, end) in STAGES.items():
            stages[stage].append((times[end] - times[begin]) * 1000)
        every.append((read - dues[place]) * 1000)
        first[place] = min(first.get(place, every[-1]), every[-1])
    return Run(every, list(first.values()), dict(stages), len(sent))


_STAMPS = ("received_at", "deduped_at", "embedded_at", "matched_at")


def _seconds(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp()


async def run() -> Run:
    async with running() as system:
        await take_in(system.bootstrap, PEOPLE)
        async with Reader(system.bootstrap).reading() as reader:
            load, others = Load(processes_of(system)), Others()
            sent = await publish_steadily(system.bootstrap, PER_SECOND, range(WARM_UP + MEASURED + BEHIND))
            cores, busy = load.cores(), others.cores()
            await reader.until_drained()
            measured = sent[WARM_UP : WARM_UP + MEASURED]
            return replace(evaluate(measured, reader.matches()), cores=cores, others=busy)


def report(runs: Sequence[Run]) -> Report:
    def over(pick: str, share: float) -> list[float]:
        return [percentile(getattr(run, pick), share) for run in runs]

    p50, p99 = statistics.median(over("every", 0.5)), statistics.median(over("every", 0.99))
    figures = {
        "people": PEOPLE,
        "postings_a_second": PER_SECOND,
        "seconds": MEASURED / PER_SECOND,
        "matches_a_posting": spread([run.matches_a_posting for run in runs], 2),
        "every_match_ms": {"p50": spread(over("every", 0.5)), "p99": spread(over("every", 0.99))},
        "first_match_ms": {"p50": spread(over("first", 0.5)), "p99": spread(over("first", 0.99))},
        "stages_ms": {stage: _stage(stage, runs) for stage in STAGES},
        "cores_used": {name: spread([run.cores[name] for run in runs], 3) for name in runs[0].cores},
    }
    targets = (
        Target("posting to match, p50", round(p50, 1), MEDIAN_LIMIT, "ms"),
        Target("posting to match, p99", round(p99, 1), TAIL_LIMIT, "ms"),
    )
    return Report("latency", figures, targets, [run.others for run in runs])


def _stage(stage: str, runs: Sequence[Run]) -> dict[str, object]:
    """Shares are of the means: percentiles of stages don't add up."""
    shares = [sum(run.stages[stage]) / sum(run.every) for run in runs]
    return {
        "p50": spread([percentile(run.stages[stage], 0.5) for run in runs]),
        "p99": spread([percentile(run.stages[stage], 0.99) for run in runs]),
        "share": spread(shares, 3),
    }


def show(runs: Sequence[Run]) -> None:
    def row(name: str, columns: Sequence[Sequence[float]]) -> list[object]:
        p50, p99 = (statistics.median(percentile(column, share) for column in columns) for share in (0.5, 0.99))
        whole = statistics.median(sum(c) / sum(r.every) for c, r in zip(columns, runs, strict=True))
        return [name, f"{p50:.0f}", f"{p99:.0f}", f"{whole:.0%}" if name in STAGES else ""]

    rows = [row(stage, [run.stages[stage] for run in runs]) for stage in STAGES]
    rows += [row("every match", [run.every for run in runs]), row("first match", [run.first for run in runs])]
    mean = statistics.median(run.matches_a_posting for run in runs)
    title = f"Posting to match, {PER_SECOND}/s, {PEOPLE} people, {mean:.1f} matches a posting, {len(runs)} runs"
    table(title, ("stage", "p50 ms", "p99 ms", "share"), rows)
    used = {name: statistics.median(run.cores[name] for run in runs) for name in runs[0].cores}
    console.print("cores used: " + ", ".join(f"{name} {cores:.2f}" for name, cores in used.items()))


async def main(count: int) -> None:
    runs = []
    for number in range(count):
        runs.append(await run())
        p50, p99 = (percentile(runs[-1].every, share) for share in (0.5, 0.99))
        console.print(f"run {number + 1}: p50 {p50:.0f} ms, p99 {p99:.0f} ms")
    show(runs)
    write_report(report(runs))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS))
