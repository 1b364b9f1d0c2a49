"""Commands of the services' own, which alone may open their tables: run as processes, and what they said."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rematch_devstack.errors import StackError

DATABASE = "REMATCH_DATABASE_URL"
# How a program ends that hears Ctrl-C, and one that hears it before it is listening.
_INTERRUPTED = (130, -signal.SIGINT)


def output_of(module: str, *words: str, environ: Mapping[str, str], limit: float | None = None) -> str:
    """What it printed. StackError with its last word when it refuses, KeyboardInterrupt when Ctrl-C ended it."""
    command = (sys.executable, "-m", module, *words)
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=limit)
    if done.returncode:
        raise _refusal(done.returncode, done.stderr)
    return done.stdout


def lines_of(module: str, *words: str, environ: Mapping[str, str]) -> Iterator[Any]:
    """As `output_of`, but a line of JSON after the other, while it prints."""
    command = (sys.executable, "-m", module, *words)
    with tempfile.TemporaryFile() as complaints:
        with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=complaints) as asked:
            assert asked.stdout is not None
            yield from map(json.loads, asked.stdout)
        if asked.returncode:
            complaints.seek(0)
            raise _refusal(asked.returncode, complaints.read().decode("utf-8", "replace"))


def _refusal(code: int, said: str) -> BaseException:
    """Ctrl-C is heard by both, and not always by this one first."""
    if code in _INTERRUPTED:
        return KeyboardInterrupt()
    return StackError((said.strip() or "it said nothing").rsplit("\n", 1)[-1])


def is_told(environ: Mapping[str, str]) -> bool:
    """Whether the environment says where the database is."""
    return bool(environ.get(DATABASE) or environ.get(f"{DATABASE}_FILE"))


def with_database(url: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with this address; a file that holds another counts no more."""
    return {**environ, DATABASE: url, f"{DATABASE}_FILE": ""}


def environment(service: str, data_dir: Path | None, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Where the service's tables are: told by the environment, else by the run in the data directory."""
    from rematch_devstack import workspace
    from rematch_devstack.commands.target import of_run
    from rematch_devstack.roles import role_of

    if data_dir is None and is_told(environ):
        return dict(environ)
    target = of_run(data_dir or workspace.default_data_dir(environ))
    return with_database(target.postgres[role_of(service)], environ)
