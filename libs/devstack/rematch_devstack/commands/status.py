"""`rematch status`: are the services ready, how far behind is everybody, and what lies in the dead-letter queues."""

import asyncio
from typing import Annotated

import typer

from rematch_devstack.commands import options


def status(
    as_json: options.Json = False,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long to watch for the rates.")] = 2.0,
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """Show services, lag by consumer group and topic, throughput, and the depth of the dead-letter queues."""
    from rematch_devstack.commands import looking
    from rematch_devstack.commands.console import emit
    from rematch_devstack.commands.target import find

    seen = asyncio.run(looking.look(find(bootstrap, data_dir), seconds))
    if as_json:
        emit(looking.as_json(seen))
        return
    for section in looking.sections(seen):
        _show(*section)


def _show(headings: tuple[str, ...], rows: list[tuple[object, ...]], otherwise: str) -> None:
    from rematch_devstack.commands.console import say, show_table

    if rows:
        show_table(headings, rows, numbers=frozenset({"lag", "records", "per second", "restarts"}))
    else:
        say(otherwise)
    say("")
