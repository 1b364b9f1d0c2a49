"""Which Kafka, database and services a command is about: told by option, by environment, or by the running stack."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rematch_devstack import datadir, workspace
from rematch_devstack.errors import StackError


@dataclass(frozen=True)
class Target:
    """Where all answers. `running`: told by a run on this machine."""

    bootstrap: str
    postgres: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    running: bool = False


def find(bootstrap: str | None, data_dir: Path | None, environ: Mapping[str, str] = os.environ) -> Target:
    """The first that is told: --bootstrap, --data-dir, REMATCH_KAFKA_BOOTSTRAP, the run in the usual place."""
    told = bootstrap or ("" if data_dir else environ.get("REMATCH_KAFKA_BOOTSTRAP", ""))
    if told:
        return Target(told)
    return of_run(data_dir or workspace.default_data_dir(environ))


def of_run(data_dir: Path) -> Target:
    """What the run in this directory has told."""
    state = datadir.running(data_dir)
    if state:
        return Target(state.bootstrap, state.postgres, state.services, running=True)
    if datadir.locked(data_dir):
        raise StackError(f"the stack in {data_dir} is still starting, or stopping: try again when it says `ready`")
    raise StackError(
        f"no stack is running in {data_dir}: start one with `rematch up`, "
        "or say where Kafka is (REMATCH_KAFKA_BOOTSTRAP)"
    )
