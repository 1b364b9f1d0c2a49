"""`rematch fetch`: all that a start would have to wait for."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from rematch_devstack import workspace
from rematch_devstack.errors import StackError

if TYPE_CHECKING:
    from rematch_devstack.jars import Progress

# In a process of its own: the runtime takes 200 MB that nothing here needs afterwards.
BUILD = "import pathlib, sys, rematch_encoder; rematch_encoder.OnnxEmbedder(pathlib.Path(sys.argv[1]))"
# Seconds in which a model that is there has been checked.
_CHECKED = 3.0


def fetch() -> None:
    """Fetch Kafka's jars and build the embedding model, unless all is there."""
    cache = workspace.default_cache_dir()
    fetch_kafka(cache)
    if find_spec("rematch_encoder") is not None:
        build_model(cache)


def fetch_kafka(cache: Path) -> None:
    """Kafka's jars, with a bar while they are downloaded. StackError when they can't be had."""
    from rematch_devstack import stack
    from rematch_devstack.commands.console import ERR

    asked = not kafka_there(cache)
    if asked and not ERR.is_terminal:
        ERR.print("fetching Kafka (45 MB)")
    with _bar(shown=asked and ERR.is_terminal) as progress:
        asyncio.run(stack.prepare(cache, progress))


def build_model(cache: Path) -> None:
    """The model, built from the installed weights and checked. Says so when it takes longer than to check it."""
    command = (sys.executable, "-c", BUILD, str(cache))
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as building:
        told = _told(building)
    if building.returncode:
        why = (told.strip() or f"exit code {building.returncode}").rsplit("\n", 1)[-1]
        raise StackError(f"the embedding model cannot be built in {cache}: {why}")


def _told(building: "subprocess.Popen[str]") -> str:
    """What it says of what went wrong."""
    from rematch_devstack.commands.console import ERR

    try:
        return building.communicate(timeout=_CHECKED)[1]
    except subprocess.TimeoutExpired:
        ERR.print("building the embedding model (once, half a minute)")
        return building.communicate()[1]


def kafka_there(cache: Path) -> bool:
    """Whether no jar is missing; whether they are the right ones is checked at every start."""
    from rematch_devstack import jars

    return not jars.missing(jars.folder(cache), jars.kafka_pins())


@contextmanager
def _bar(shown: bool) -> Iterator["Progress"]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from rematch_devstack.commands.console import ERR

    columns = (TextColumn("fetching Kafka"), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True, disable=not shown) as bar:
        task = bar.add_task("", total=None)

        def tell(done: int, jars: int, size: int) -> None:
            told = "preparing its first start" if done == jars else f"{done}/{jars} jars, {size / 1e6:.0f} MB"
            bar.update(task, completed=done, total=jars, description=told)

        yield tell
