"""`rematch backup` and `rematch restore`: the database as PostgreSQL's own tools write and read it."""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from rematch_devstack.commands import options

Url = Annotated[
    str | None,
    typer.Option(
        help="A superuser's  [or REMATCH_ADMIN_URL, REMATCH_ADMIN_URL_FILE; default: the running stack's]",
    ),
]


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Written anew; it must not be there.")],
    url: Url = None,
    as_json: options.Json = False,
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """Write all schemas at one moment into FILE (pg_dump), while everything goes on, and beside it, into FILE.json,
    since when Kafka's topics have to be read again after a restore. The sealing key isn't in it."""
    from rematch_devstack.commands import dumping, since
    from rematch_devstack.commands.console import emit, say
    from rematch_devstack.commands.target import find

    where = dumping.place(url, data_dir)
    known = since.of_now(find(bootstrap, data_dir).bootstrap)
    taken = dumping.dump(file, where)
    since.keep(file, known)
    if as_json:
        emit(json.dumps({"file": str(file), "at": taken.isoformat(), "read_from": known and known.isoformat()}))
        return
    say(f"{file}: the database as it was at {taken.isoformat()}", "bold green")
    if known is None:
        say(
            "Kafka doesn't answer: since when its topics have to be read again is not known. Note how far behind", "red"
        )
        say("services were (`rematch status`, the dashboards): a restore of it asks for that.", "red")
    say(
        f"with it goes {since.beside(file).name}; keep apart from both: the sealing key, and `rematch erasures list`",
        "dim",
    )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    url: Url = None,
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """Put the database back to what is in FILE, in one transaction (pg_restore). Services must be stopped."""
    from rematch_devstack.commands import dumping, since
    from rematch_devstack.commands.console import emit
    from rematch_devstack.commands.roles import apply
    from rematch_devstack.roles import statements

    where = dumping.place(url, data_dir)
    asyncio.run(dumping.must_be_quiet(where))
    taken = dumping.taken_at(file, where)
    asyncio.run(dumping.roles_there(where))
    known = since.of_backup(file)
    dumping.restore(file, where)
    # A backup brings back who owned what then: in older releases others than today.
    asyncio.run(apply(where.url, statements()))
    if as_json:
        emit(json.dumps({"file": str(file), "at": taken.isoformat(), "read_from": known and known.isoformat()}))
    else:
        _tell_restored(file, taken, known)


def _tell_restored(file: Path, taken: datetime, known: datetime | None) -> None:
    from rematch_devstack.commands import since
    from rematch_devstack.commands.console import say

    say(f"the database is as it was at {taken.isoformat()}", "bold green")
    if known is None:
        say(
            f"{since.beside(file)} is not there or tells nothing. Take a SINCE before {taken.isoformat()}, by as much",
            "red",
        )
        say("as the services were behind then and five minutes; an earlier one does no harm", "red")
    say(f"SINCE is {known.isoformat() if known else 'for you to say'}. Before any service is started: ", "bold")
    say(
        "rematch relearn; rematch erasures replay; and on with step 4 of docs/operating.md, Back up and restore", "bold"
    )
