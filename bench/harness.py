"""What every figure needs: a stack of its own, a table, and a file that says where and when it was measured."""

import json
import math
import os
import platform
import statistics
import subprocess
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from rematch_common.contracts import SERVICES
from rematch_devstack import workspace
from rematch_devstack.stack import EmbeddedStack, prepare
from rematch_devstack.system import System, running_system

RESULTS = Path(__file__).parent / "results"
console = Console()


@dataclass(frozen=True, slots=True)
class Target:
    """A bound the figure should stay under."""

    name: str
    measured: float
    limit: float
    unit: str

    @property
    def met(self) -> bool:
        return self.measured < self.limit


@dataclass(frozen=True, slots=True)
class Report:
    """One measurement: its figures, how they stand against their targets, and what others did at the time.

    `others`: the cores that all else on this machine used, run by run.
    """

    name: str
    figures: Mapping[str, object]
    targets: Sequence[Target]
    others: Sequence[float]


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: a value that was measured, never one in between."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def spread(values: Sequence[float], digits: int = 1) -> dict[str, object]:
    """The median, and what it was taken from: the noise is part of the figure."""
    return {"median": round(statistics.median(values), digits), "runs": [round(value, digits) for value in values]}


@asynccontextmanager
async def running(services: Sequence[str] = SERVICES) -> AsyncIterator[System]:
    """The whole system, or so much of it, in a folder that is gone afterwards."""
    await prepare()
    with tempfile.TemporaryDirectory(prefix="rematch-bench-", ignore_cleanup_errors=True) as folder:
        async with running_system(EmbeddedStack(Path(folder, "data")), services=services) as system:
            yield system


def write_report(report: Report, folder: Path = RESULTS) -> Path:
    """bench/results/<name>.json: the figures, the machine, the day and the commit; nothing that tells whose it was."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{report.name}.json"
    record = {
        "name": report.name,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        "cores_used_by_others": spread(report.others, 2),
        "targets": [{**asdict(target), "met": target.met} for target in report.targets],
        "figures": report.figures,
    }
    path.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    _print_targets(report.targets)
    told = ", ".join(f"{cores:.2f}" for cores in report.others)
    console.print(f"cores used by others on this machine, by run: {told}")
    return path


def commit() -> str:
    """The commit that is checked out; `-dirty` when the measured code differs from it."""
    try:
        head = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", "libs", "services", "bench/*.py")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{head}-dirty" if changed else head


def machine() -> dict[str, object]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"cpu": _cpu_model(), "cores": cores, "python": platform.python_version(), "system": platform.system()}


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows: the first column as words, the others as numbers."""
    shown = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        shown.add_column(column, justify="left" if number == 0 else "right")
    for row in rows:
        shown.add_row(*map(str, row))
    console.print(shown)


def _print_targets(targets: Sequence[Target]) -> None:
    for target in targets:
        verdict = "[green]met[/]" if target.met else "[red]missed[/]"
        console.print(f"{target.name}: {target.measured:g} {target.unit}, target < {target.limit:g}: {verdict}")


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ("git", *arguments), cwd=workspace.root(), check=True, capture_output=True, text=True, timeout=10
    )
    return done.stdout.strip()


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
