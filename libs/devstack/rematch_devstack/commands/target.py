"""Which Kafka, database and services a command is about: told by option, by environment, or by the running stack."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rematch_devstack import datadir, workspace
from rematch_devstack.errors import StackError

# A name, a number or [an IPv6 number], and a port unless it is Kafka's usual one.
ADDRESS = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:,\[\]]+)(:(?P<port>\d{1,5}))?")


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
        return Target(well_formed(told))
    return of_run(data_dir or workspace.default_data_dir(environ))


def well_formed(bootstrap: str) -> str:
    """The same; StackError when it can be no address of Kafka."""
    for part in bootstrap.split(","):
        read = ADDRESS.fullmatch(part.strip())
        if read is None or int(read["port"] or 1) not in range(1, 65536):
            raise StackError(f"{bootstrap!r} is no address of Kafka: write host:port, several with commas between")
    return bootstrap


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
