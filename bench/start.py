"""Seconds from `rematch up` to `ready` and to the first match: python -m bench.start [RUNS]

Downloads are done before. A first start has an empty data directory, a second one goes on with its data.
"""

import asyncio
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.harness import Report, Target, console, spread, table, write_report
from bench.processes import Others
from rematch_devstack.processes import lines
from rematch_devstack.stack import prepare

RUNS = 3
LIMIT = 20.0
SLOWEST_START = 120.0
LONGEST_STOP = 60.0
SIGNS = ("ready", "first match")
STARTS = ("first start", "second start")

Start = dict[str, float]


@dataclass(frozen=True, slots=True)
class Run:
    """The seconds of a first start and of the one after it, by what was waited for; the cores others used meanwhile."""

    starts: dict[str, Start]
    others: float


async def start(data_dir: Path) -> Start:
    """Start, wait for both signs, stop in order."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rematch_devstack", "up", "--data-dir", str(data_dir)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(SLOWEST_START):
            return await _signs(process, began)
    finally:
        await _stop(process)


async def _signs(process: asyncio.subprocess.Process, began: float) -> Start:
    assert process.stdout is not None
    seen: Start = {}
    said: list[str] = []
    async for line in lines(process.stdout):
        said.append(line)
        for sign in SIGNS:
            if line.startswith(sign):
                seen.setdefault(sign, time.monotonic() - began)
        if len(seen) == len(SIGNS):
            return seen
    raise RuntimeError("rematch up ended too early:\n" + "\n".join(said[-20:]))


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        async with asyncio.timeout(LONGEST_STOP):
            await process.communicate()
    except TimeoutError:
        process.kill()
        raise


async def run() -> Run:
    others = Others()
    with tempfile.TemporaryDirectory(prefix="rematch-bench-", ignore_cleanup_errors=True) as folder:
        starts = {name: await start(Path(folder, "data")) for name in STARTS}
    return Run(starts, others.cores())


def report(runs: Sequence[Run]) -> Report:
    seconds = {name: {sign: [run.starts[name][sign] for run in runs] for sign in SIGNS} for name in STARTS}
    figures = {name: {sign: spread(values, 2) for sign, values in by_sign.items()} for name, by_sign in seconds.items()}
    targets = [
        Target(f"first match, {name}", round(statistics.median(seconds[name]["first match"]), 2), LIMIT, "s")
        for name in STARTS
    ]
    return Report("start", figures, targets, [run.others for run in runs])


def show(runs: Sequence[Run]) -> None:
    def row(name: str, sign: str) -> list[object]:
        seconds = [run.starts[name][sign] for run in runs]
        return [f"{name}: {sign}", f"{statistics.median(seconds):.1f}", f"{min(seconds):.1f}-{max(seconds):.1f}"]

    rows = [row(name, sign) for name in STARTS for sign in SIGNS]
    table(f"rematch up, {len(runs)} runs", ("", "seconds", "range"), rows)


async def main(count: int) -> None:
    await prepare()
    runs = []
    for number in range(count):
        runs.append(await run())
        told = (f"{name} {found['first match']:.1f} s" for name, found in runs[-1].starts.items())
        console.print(f"run {number + 1}: first match after " + ", ".join(told))
    show(runs)
    write_report(report(runs))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS))
