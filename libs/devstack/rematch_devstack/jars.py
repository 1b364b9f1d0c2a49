"""Kafka's jars: fetched once from the Maven repository, pinned by hash, never fetched again."""

import hashlib
import logging
import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from rematch_devstack.errors import StackError

KAFKA_VERSION = "4.3.0"
PINS = f"kafka-{KAFKA_VERSION}.sha256"
DOWNLOADS_AT_ONCE = 6
TIMEOUT = 30

# Jars done, jars in all, bytes so far.
Progress = Callable[[int, int, int], None]


@dataclass(frozen=True)
class Pin:
    """One jar: its Maven coordinate and what its bytes must hash to."""

    sha256: str
    group: str
    artifact: str
    version: str

    @property
    def file_name(self) -> str:
        return f"{self.artifact}-{self.version}.jar"

    def __str__(self) -> str:
        return f"{self.sha256}  {self.group}:{self.artifact}:{self.version}"


def parse_pins(text: str) -> tuple[Pin, ...]:
    """Lines of `sha256  group:artifact:version`."""
    rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Pin(digest, *coordinate.split(":")) for digest, coordinate in rows)


def kafka_pins() -> tuple[Pin, ...]:
    """The jars of the Kafka that this version of Rematch embeds."""
    return parse_pins(resources.files(__package__).joinpath(PINS).read_text())


def folder(cache_dir: Path) -> Path:
    """Where the jars of this Kafka lie."""
    return cache_dir / f"kafka-{KAFKA_VERSION}"


def missing(directory: Path, pins: Iterable[Pin]) -> list[Pin]:
    """The pinned jars that are not there."""
    return [pin for pin in pins if not (directory / pin.file_name).is_file()]


def damaged(directory: Path, pins: Iterable[Pin]) -> list[Pin]:
    """The pinned jars that are there with other bytes. All 45 MB are read: 0.1 s, less than any shortcut is worth."""
    there = [pin for pin in pins if (directory / pin.file_name).is_file()]
    with ThreadPoolExecutor(max_workers=4) as pool:
        digests = pool.map(lambda pin: digest(directory / pin.file_name), there)
        return [pin for pin, found in zip(there, digests, strict=True) if found != pin.sha256]


def digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def ensure(directory: Path, pins: tuple[Pin, ...], progress: Progress | None = None) -> list[Path]:
    """Fetch the jars that are missing, check all, and give their paths in the order of the pins."""
    wanted = missing(directory, pins)
    if wanted:
        fetch(directory, wanted, progress)
    return verified(directory, pins)


def verified(directory: Path, pins: tuple[Pin, ...]) -> list[Path]:
    """The paths of the jars, or StackError when one is missing or is not the one that was pinned."""
    if absent := missing(directory, pins):
        raise StackError(f"{len(absent)} of Kafka's {len(pins)} jars are missing in {directory}: run `make setup`")
    if wrong := damaged(directory, pins):
        names = ", ".join(pin.file_name for pin in wrong)
        raise StackError(f"{names} in {directory} is not what was pinned (SHA-256): delete it and run `make setup`")
    return [directory / pin.file_name for pin in pins]


def fetch(directory: Path, pins: list[Pin], progress: Progress | None = None) -> None:
    """Download the jars, several at once; one stands under its name only when its bytes are the pinned ones."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetching-", dir=directory) as staging:
            _fetch_all(pins, Path(staging), directory, progress)
    except (OSError, RuntimeError, AssertionError) as error:
        raise StackError(
            f"Kafka's jars could not be fetched ({_short(error)}): "
            "check the network, or set REMATCH_MAVEN_URL to a mirror"
        ) from error


def _fetch_all(pins: list[Pin], staging: Path, directory: Path, progress: Progress | None) -> None:
    count = _Count(len(pins), progress)
    with _silenced(), ThreadPoolExecutor(max_workers=DOWNLOADS_AT_ONCE) as pool:
        for _ in pool.map(lambda pin: _fetch_one(pin, staging, directory, count), pins):
            pass


@dataclass
class _Count:
    """What the downloads have reached, told to the progress callback from one thread at a time."""

    jars: int
    tell: Progress | None
    done: int = 0
    size: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, size: int = 0, jars: int = 0) -> None:
        with self.lock:
            self.done += jars
            self.size += size
            if self.tell:
                self.tell(self.done, self.jars, self.size)


def _fetch_one(pin: Pin, staging: Path, directory: Path, count: _Count) -> None:
    from jgo.maven import MavenContext, PythonResolver

    @contextmanager
    def watch(_name: str, _size: int) -> Iterator[Callable[[int], None]]:
        yield count.add

    mirror = os.environ.get("REMATCH_MAVEN_URL", "")
    context = MavenContext(
        resolver=PythonResolver(progress_callback=watch),
        repo_cache=staging,
        local_repos=[],
        remote_repos={"mirror": mirror.rstrip("/")} if mirror else None,
        timeout=TIMEOUT,
    )
    got = Path(context.project(pin.group, pin.artifact).at_version(pin.version).artifact().resolve())
    if digest(got) != pin.sha256:
        raise StackError(
            f"the repository gave a {pin.file_name} that is not the pinned one (SHA-256): nothing was installed from it"
        )
    got.replace(directory / pin.file_name)
    count.add(jars=1)


@contextmanager
def _silenced() -> Iterator[None]:
    """jgo speaks through logging, and Python prints the warnings of a logger that nobody has configured."""
    logger = logging.getLogger("jgo")
    before = logger.propagate, logger.level
    logger.propagate = False
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.propagate = before[0]
        logger.setLevel(before[1])


def _short(error: BaseException) -> str:
    """The cause without addresses and nesting."""
    return str(error).split("\n")[0][:160] or type(error).__name__
