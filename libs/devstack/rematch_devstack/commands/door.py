"""The door of a service for commands: its address and a key, by option, by environment, or by this machine's run."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from rematch_devstack import workspace
from rematch_devstack.commands.target import of_run
from rematch_devstack.errors import StackError

Url = Annotated[
    str | None,
    typer.Option("--url", help="ingest's address  [default: REMATCH_INGEST, else the running stack's]"),
]
MatchUrl = Annotated[
    str | None,
    typer.Option("--url", help="match's address  [default: REMATCH_MATCH, else the running stack's]"),
]
NotifyUrl = Annotated[
    str | None,
    typer.Option("--url", help="notify's address  [default: REMATCH_NOTIFY, else the running stack's]"),
]
Key = Annotated[
    str | None, typer.Option("--key", help="An access key  [default: REMATCH_KEY, else the running stack's demo key]")
]


@dataclass(frozen=True, slots=True)
class Door:
    """Where a service answers, and the key that opens it."""

    url: str
    key: str


def find(
    url: str | None,
    key: str | None,
    data_dir: Path | None,
    environ: Mapping[str, str] = os.environ,
    service: str = "ingest",
) -> Door:
    """StackError where nothing tells an address, or a key. The demo's key is for the run that it was made for: it is
    not shown to an address that somebody has told."""
    from rematch_devstack.commands import demo_key  # not for those who only ask for help

    home = data_dir or workspace.default_data_dir(environ)
    address = url or ("" if data_dir else environ.get(f"REMATCH_{service.upper()}", ""))
    key = key or environ.get("REMATCH_KEY")
    if not address:
        address, key = of_run(home).services[service], key or demo_key.kept(home)
    if not address.startswith(("http://", "https://")):
        raise StackError(f"{address!r} is no address: it begins with http:// or https://")
    if not key:
        raise StackError("no access key: give --key, or set REMATCH_KEY")
    return Door(address.rstrip("/"), key)
