"""`rematch post` and `rematch import`: postings over HTTP, for whoever has a key and no Kafka."""

import asyncio
from typing import Annotated

import typer

from rematch_devstack.commands import door, options
from rematch_devstack.commands.door import Key, Url


def post(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE.jsonl…|- | status INGEST_ID", help="One posting a line; - reads stdin.")
    ],
    url: Url = None,
    key: Key = None,
    data_dir: options.DataDir = None,
) -> None:
    """Send postings to ingest, or ask what became of one. Exit 1 if a line was rejected, 2 if a file can't be read."""
    from rematch_devstack.commands import posting
    from rematch_devstack.commands.console import complain, say, show_table

    found = door.find(url, key, data_dir)
    match files:
        case ["status", ingest_id]:
            _tell(found, ingest_id)
            return
    rejected = False
    for file in files:
        try:
            tally = asyncio.run(posting.post(found, file))
        except posting.Unreadable as error:
            complain(str(error))
            raise typer.Exit(2) from None
        if tally.rejected:
            show_table(("line", "field", "what is wrong"), tally.rows(), numbers=frozenset({"line"}))
        say(f"{file}: {tally.told()}")
        rejected = rejected or bool(tally.rejected)
    if rejected:
        raise typer.Exit(1)


def _tell(found: door.Door, ingest_id: str) -> None:
    from rematch_devstack.commands import import_lists
    from rematch_devstack.commands.console import safe, say

    say(safe(import_lists.fate_in_words(import_lists.fate(found, ingest_id)), 500))


def import_(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE | status ID | failures ID | list | stats", help="A JSON array, JSON lines or CSV."
        ),
    ],
    source: Annotated[str | None, typer.Option(help="Of postings that name none.")] = None,
    wait: Annotated[bool, typer.Option(help="Until all is decided.")] = False,
    as_json: options.Json = False,
    url: Url = None,
    key: Key = None,
    data_dir: options.DataDir = None,
) -> None:
    """Upload a file of postings (sent again it is the same import), or ask how far one is, which lines of it failed,
    or for all. A file of such a name is ./list. Exit 1 if it failed as a whole, 2 if the
    file can't be read."""
    from rematch_devstack.commands import import_lists, importing, posting
    from rematch_devstack.commands.console import complain

    found = door.find(url, key, data_dir)
    listed = import_lists.told_of(what, found)
    if listed is not None:
        import_lists.show(what, listed, as_json=as_json)
        return
    try:
        told = asyncio.run(importing.asked(found, what, source, wait=wait))
    except posting.Unreadable as error:
        complain(str(error))
        raise typer.Exit(2) from None
    importing.show(told, as_json=as_json)
    if told["state"] == "failed":
        raise typer.Exit(1)
