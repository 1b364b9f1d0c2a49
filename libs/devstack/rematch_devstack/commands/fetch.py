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
    """The model, built from the installed weights and checked."""
    done = subprocess.run((sys.executable, "-c", BUILD, str(cache)), capture_output=True, text=True, check=False)
    if done.returncode:
        why = (done.stderr.strip() or f"exit code {done.returncode}").rsplit("\n", 1)[-1]
        raise StackError(f"the embedding model cannot be built in {cache}: {why}")


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
