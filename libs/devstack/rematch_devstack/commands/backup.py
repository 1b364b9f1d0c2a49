"""`rematch backup` and `rematch restore`: the database as PostgreSQL's own tools write and read it."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from rematch_devstack.commands import options

Url = Annotated[
    str | None,
    typer.Option(
        envvar="REMATCH_ADMIN_URL",
        help="A superuser's, or one's with BYPASSRLS and the tables' owner  [default: the running stack's]",
    ),
]


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Written anew; it must not be there.")],
    url: Url = None,
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """Write all schemas at one moment into FILE (pg_dump), while everything goes on. The sealing key isn't in it."""
    from rematch_devstack.commands import dumping
    from rematch_devstack.commands.console import emit, say

    taken = dumping.dump(file, dumping.place(url, data_dir))
    if as_json:
        emit(json.dumps({"file": str(file), "at": taken.isoformat()}))
        return
    say(f"{file}: the database as it was at {taken.isoformat()}", "bold green")
    say("keep apart from it: the sealing key, and `rematch erasures list --json` as often as you can", "dim")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    url: Url = None,
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """Put the database back to what is in FILE, in one transaction (pg_restore). Services must be stopped."""
    from rematch_devstack.commands import dumping
    from rematch_devstack.commands.console import emit, say

    where = dumping.place(url, data_dir)
    asyncio.run(dumping.must_be_quiet(where))
    taken = dumping.taken_at(file, where)
    asyncio.run(dumping.roles_there(where))
    dumping.restore(file, where)
    if as_json:
        emit(json.dumps({"file": str(file), "at": taken.isoformat()}))
        return
    say(f"the database is as it was at {taken.isoformat()}", "bold green")
    say(f"before services take anything new: rematch replay all --from {taken.isoformat()} --to all", "bold")
    say("then start them, and `rematch erasures replay`: see docs/operating.md, Back up and restore", "dim")
