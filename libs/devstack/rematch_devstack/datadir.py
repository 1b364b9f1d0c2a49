"""The data directory: its layout, its lock, and what it tells the other commands about the running stack."""

import errno
import fcntl
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from rematch_devstack.errors import StackError
from rematch_devstack.space import LEAST_FREE, check_space

# Children of a run that was killed hold its lock until they are gone: Kafka's and PostgreSQL's orderly stop.
LEFTOVERS = 20.0


@dataclass(frozen=True)
class State:
    """Where the running stack can be reached."""

    pid: int
    bootstrap: str
    postgres: dict[str, str] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """What lies where below a data directory."""

    path: Path

    @property
    def kafka(self) -> Path:
        return self.path / "kafka"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def qdrant(self) -> Path:
        return self.path / "qdrant"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def state(self) -> Path:
        return self.path / "state.json"

    @property
    def lock(self) -> Path:
        return self.path / "lock"


class DataDir:
    """A data directory held by this run alone, from `open` to `close`."""

    def __init__(self, layout: Layout, lock: int) -> None:
        self.layout = layout
        self._lock = lock

    @classmethod
    def open(cls, path: Path, *, least_free: int = LEAST_FREE) -> Self:
        """Create what is missing, check that it can be used, lock it. Every failure is a StackError."""
        layout = Layout(path.absolute())
        try:
            for part in (layout.kafka, layout.qdrant, layout.logs):
                part.mkdir(parents=True, exist_ok=True)
            lock = os.open(layout.lock, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise StackError(_unusable(layout.path, error)) from error
        try:
            _take(lock, layout.path)
            check_space(layout.path, least_free)
            layout.state.unlink(missing_ok=True)
        except BaseException:
            os.close(lock)
            raise
        return cls(layout, lock)

    @property
    def lock_fd(self) -> int:
        """Inherited by Kafka and PostgreSQL: the directory stays locked until whoever writes in it is gone."""
        return self._lock

    def publish(self, state: State) -> None:
        """Tell the other commands where the stack answers."""
        fresh = self.layout.state.with_suffix(".tmp")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(asdict(state), indent=2))
        fresh.replace(self.layout.state)

    def close(self) -> None:
        """Forget the addresses and give the directory free."""
        if self._lock >= 0:
            self.layout.state.unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def running(path: Path) -> State | None:
    """What the run on this data directory has published; None when nothing runs there, whatever a dead run left.

    StackError when it is somebody else's: who may not read it cannot know.
    """
    layout = Layout(path.absolute())
    try:
        state = State(**json.loads(layout.state.read_text()))
    except PermissionError as error:
        raise StackError(f"{error.filename} may not be read by this user: ask as the one who runs the stack") from error
    except (OSError, ValueError, TypeError):
        return None
    return state if locked(layout.path) and alive(state.pid) else None


def locked(path: Path) -> bool:
    """Whether a run, or what is left of one, holds the directory."""
    try:
        lock = os.open(Layout(path).lock, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return False
    except OSError:
        return True
    finally:
        os.close(lock)


def holder(path: Path) -> int | None:
    """The process that took the lock last."""
    try:
        return int(Layout(path).lock.read_text() or 0) or None
    except (OSError, ValueError):
        return None


def alive(pid: int) -> bool:
    """Whether the process still does anything; one that is dead and not yet collected by its parent does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _take(lock: int, path: Path, *, now: Callable[[], float] = time.monotonic) -> None:
    deadline = now() + LEFTOVERS
    while not _try(lock):
        owner = holder(path)
        # Our own pid: a second stack in this very process.
        if owner is None or alive(owner) or now() > deadline:
            raise StackError(f"data directory {path} is in use by another run (pid {owner or 'unknown'})")
        time.sleep(0.05)
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)


def _try(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unusable(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk of {path} is full: make room, or choose another place with --data-dir"
    return f"data directory {path} cannot be written to ({error.strerror}): choose another with --data-dir"
