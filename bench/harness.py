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

import psutil
from rich.console import Console
from rich.table import Table

from bench.processes import family
from rematch_devstack import workspace
from rematch_devstack.services import SERVICES, Surroundings, service_spec
from rematch_devstack.stack import EmbeddedStack, prepare
from rematch_devstack.topics import Shape, ensure_topics

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
    """One measurement: its figures, and how they stand against their targets."""

    name: str
    figures: Mapping[str, object]
    targets: Sequence[Target] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """A stack with the five services on it."""

    stack: EmbeddedStack
    ports: Mapping[str, int]

    def processes(self) -> dict[str, list[psutil.Process]]:
        """By name all that the supervisor keeps running, and itself: this process, the benchmark within."""
        supervisor = self.stack.supervisor
        found = {name: family(pid) for name in supervisor.statuses if (pid := supervisor.pid(name)) is not None}
        return found | {"supervisor": [psutil.Process()]}


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: a value that was measured, never one in between."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def spread(values: Sequence[float], digits: int = 1) -> dict[str, object]:
    """The median, and what it was taken from: the noise is part of the figure."""
    return {"median": round(statistics.median(values), digits), "runs": [round(value, digits) for value in values]}


@asynccontextmanager
async def running_stack() -> AsyncIterator[EmbeddedStack]:
    """Kafka with all topics and PostgreSQL, in a folder that is gone afterwards."""
    await prepare()
    with tempfile.TemporaryDirectory(prefix="rematch-bench-", ignore_cleanup_errors=True) as folder:
        async with EmbeddedStack(Path(folder, "data")) as stack:
            await ensure_topics(stack.bootstrap, Shape(embedded=True))
            yield stack


@asynccontextmanager
async def running_services(extra: Mapping[str, str] | None = None) -> AsyncIterator[Running]:
    """The whole system, every service ready."""
    async with running_stack() as stack:
        around = Surroundings(
            stack.bootstrap, stack.postgres.url, stack.data_dir, workspace.default_cache_dir(), extra or {}
        )
        ports = {service: stack.ports.free() for service in SERVICES}
        stack.supervisor.add(*(service_spec(service, ports[service], around) for service in SERVICES))
        await stack.supervisor.start(*SERVICES)
        yield Running(stack, ports)


def write_report(report: Report, folder: Path = RESULTS) -> Path:
    """bench/results/<name>.json: the figures, the machine, the day and the commit; nothing that tells whose it was."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{report.name}.json"
    record = {
        "name": report.name,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        "targets": [{**asdict(target), "met": target.met} for target in report.targets],
        "figures": report.figures,
    }
    path.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    _print_targets(report.targets)
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
