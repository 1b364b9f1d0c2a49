"""Data directories of runs that keep nothing: made below the temporary directory, gone with their run, however it ends.

A run that is killed cannot remove its own; the next one does. A directory counts as left behind when it is named and
owned as we make them, and has been locked and is no longer: the kernel frees the lock when the last process of the run
that has it open is gone.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rematch_devstack.datadir import Layout
from rematch_devstack.postgres_home import socket_place

PREFIX = "rematch-run-"


@contextmanager
def directory() -> Iterator[Path]:
    """A fresh one, removed at the end of the block."""
    path = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        yield path
    finally:
        _remove(path)


def sweep() -> list[Path]:
    """Remove those that killed runs have left; which they were."""
    return [path for path in sorted(Path(tempfile.gettempdir()).glob(f"{PREFIX}*")) if _ours(path) and _swept(path)]


def _ours(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and path.lstat().st_uid == os.geteuid()


def _swept(path: Path) -> bool:
    try:
        lock = os.open(Layout(path).lock, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Empty: a run that is about to lock it. Whoever has locked it has written its pid.
        if not os.fstat(lock).st_size:
            return False
        _remove(path)
        return not path.exists()
    except BlockingIOError:
        return False
    finally:
        os.close(lock)


def _remove(path: Path) -> None:
    sockets = socket_place(Layout(path).postgres)
    if sockets.is_dir() and not sockets.is_symlink():
        shutil.rmtree(sockets, ignore_errors=True)
    shutil.rmtree(path, ignore_errors=True)
