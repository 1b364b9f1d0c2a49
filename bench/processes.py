"""What processes cost: CPU time and memory of each, its children included."""

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from rematch_devstack.system import System

MIB = 1024 * 1024


def family(pid: int) -> list[psutil.Process]:
    """The process and all that it started: PostgreSQL has a process a connection."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def processes_of(system: System) -> dict[str, list[psutil.Process]]:
    """By name all that the supervisor keeps running, and itself: this process, the benchmark within."""
    supervisor = system.supervisor
    found = {name: family(pid) for name in supervisor.statuses if (pid := supervisor.pid(name)) is not None}
    return found | {"supervisor": [psutil.Process()]}


def cpu_seconds(processes: Sequence[psutil.Process]) -> float:
    """User and system time of processes that run; of a child that ended in between, nothing is known."""
    spent = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            spent += times.user + times.system
    return spent


class Load:
    """How many cores each of these has used since this was made."""

    def __init__(self, processes: Mapping[str, Sequence[psutil.Process]]) -> None:
        self._processes = processes
        self._began = time.monotonic()
        self._before = {name: cpu_seconds(found) for name, found in processes.items()}

    def cores(self) -> dict[str, float]:
        took = time.monotonic() - self._began
        return {name: (cpu_seconds(found) - self._before[name]) / took for name, found in self._processes.items()}


class Others:
    """How many cores all else on this machine has used since this was made: the more, the less a figure is worth."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._before = _busy() - _own()

    def cores(self) -> float:
        return max(0.0, (_busy() - _own() - self._before) / (time.monotonic() - self._began))


def _busy() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))


def _own() -> float:
    """CPU seconds of this process and of all that it ever started: who has ended counts with its parent."""
    spent = 0.0
    for process in family(os.getpid()):
        with suppress(psutil.NoSuchProcess):
            spent += sum(process.cpu_times()[:4])
    return spent


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB. PSS divides what several processes share among them, so it adds up; RSS counts it for each."""

    pss: float
    rss: float


def memory_of(processes: Sequence[psutil.Process]) -> Memory:
    return Memory(sum(map(_pss, processes)) / MIB, sum(map(_rss, processes)) / MIB)


def written_by(processes: Sequence[psutil.Process]) -> float:
    """MiB that these alone have written: of what files share among processes nothing, however these come and go."""
    return sum(_told_of(process, "Private_Dirty:", "Swap:") for process in processes) / MIB


def _pss(process: psutil.Process) -> int:
    return _told_of(process, "Pss:")


def _told_of(process: psutil.Process, *names: str) -> int:
    """Where the kernel doesn't tell, RSS stands for it: never too little."""
    try:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text("utf-8").splitlines()
    except OSError:
        return _rss(process)
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(names))


def _rss(process: psutil.Process) -> int:
    with suppress(psutil.NoSuchProcess):
        return int(process.memory_info().rss)
    return 0
