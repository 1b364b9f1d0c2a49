"""`rematch up`: the whole system on this machine."""

from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

# As near to the moment when a person pressed Enter as this program can know.
STARTED = monotonic()


def up(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    data_dir: Annotated[
        Path | None, typer.Option(help="What is kept  [default: REMATCH_DATA_DIR, else .rematch]")
    ] = None,
    ephemeral: Annotated[bool, typer.Option("--ephemeral", help="Keep nothing.")] = False,
    no_demo: Annotated[bool, typer.Option("--no-demo", help="Without the demo's postings and candidates.")] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Only ingest, dedup, embed, match, notify or console; may be repeated.", metavar="SERVICE"),
    ] = None,
    kafka_port: Annotated[int | None, typer.Option(min=0, max=65535, help="[default: a free one]")] = None,
    postgres_port: Annotated[int | None, typer.Option(min=0, max=65535, help="[default: no port, a socket]")] = None,
    http_port: Annotated[
        int | None,
        typer.Option(min=1, max=65530, help="ingest's; the others take the next five  [default: 8001 or free]"),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show all that the services say.")] = False,
) -> None:
    """Start everything and stay; Ctrl-C stops it in order. The next start goes on with the same data."""
    import asyncio
    from contextlib import nullcontext

    from rematch_devstack import ephemeral as temporary
    from rematch_devstack import workspace
    from rematch_devstack.commands import running
    from rematch_devstack.commands.console import say
    from rematch_devstack.commands.fetch import fetch_kafka, kafka_there
    from rematch_devstack.commands.starting import Wish
    from rematch_devstack.services import PROCESSES

    if ephemeral and data_dir:
        raise typer.BadParameter("choose one of --data-dir and --ephemeral")
    if unknown := set(only or ()) - set(PROCESSES):
        raise typer.BadParameter(f"--only {min(unknown)}: choose from {', '.join(PROCESSES)}")
    services = tuple(service for service in PROCESSES if service in (only or PROCESSES))
    for left in temporary.sweep():
        say(f"removed {left}, which a killed run had left", "dim")
    with temporary.directory() if ephemeral else nullcontext(data_dir or workspace.default_data_dir()) as place:
        wish = Wish(place.absolute(), services, not no_demo, kafka_port, http_port, postgres_port, kept=not ephemeral)
        if not (wish.options.external_kafka or kafka_there(workspace.default_cache_dir())):
            fetch_kafka(workspace.default_cache_dir())
        asyncio.run(running.run(wish, running.Screen(lambda: monotonic() - STARTED, wish.data_dir, verbose=verbose)))
