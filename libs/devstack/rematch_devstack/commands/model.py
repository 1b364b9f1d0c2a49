"""`rematch model`: whose vectors match compares, and the switch to another model that has caught up."""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from rematch_devstack.commands import options

if TYPE_CHECKING:
    from rematch_devstack.commands.standing import Situation, Standing

# Records come all the time: there is a moment at which all of them are read, or there is none.
_PATIENCE = 10.0
Force = Annotated[bool, typer.Option("--force", help="Also while it has not caught up.")]


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command()(status)
    app.command()(switch)
    return app


def status(
    as_json: options.Json = False, bootstrap: options.Bootstrap = None, data_dir: options.DataDir = None
) -> None:
    """Of how many openings and people there are vectors by each model, which of them is compared, and how far the
    readers of those are that are being introduced."""
    from rematch_devstack.commands.console import emit, say, show_table
    from rematch_devstack.commands.standing import situation
    from rematch_devstack.commands.target import find

    now = asyncio.run(situation(find(bootstrap, data_dir)))
    if as_json:
        emit(now.as_json())
        return
    show_table(
        ("model", "introduced as", "openings", "people", "unread", ""),
        [_row(one, now) for one in now.standings],
        numbers=frozenset({"openings", "people", "unread"}),
    )
    if not now.standings:
        say("match knows no vectors yet", "dim")


def switch(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="As `rematch model status` calls it, or its label.")],
    force: Force = False,
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """Compare the vectors of MODEL from now on. Exit 1 while it has not caught up."""
    from rematch_devstack.commands.console import plural, say
    from rematch_devstack.commands.standing import decided, situation
    from rematch_devstack.commands.target import find
    from rematch_devstack.errors import StackError

    target, end = find(bootstrap, data_dir), time.monotonic() + _PATIENCE
    while True:
        now = asyncio.run(situation(target))
        chosen = now.find(model)
        why = now.behind(chosen)
        if not why or force:
            break
        if time.monotonic() > end:
            raise StackError(f"{chosen.model} has not caught up: {why}; --force switches all the same")
        time.sleep(0.5)
    again = decided(target, chosen.model)
    say(
        f"match compares by {chosen.model} now; "
        f"{plural(again, 'person', 'people')} will be matched again, little by little"
    )


def _row(one: "Standing", now: "Situation") -> Sequence[object]:
    in_force = "in force" if one is now.in_force else ""
    return (one.model, one.label or "-", f"{one.openings:,}", f"{one.people:,}", f"{one.unread:,}", in_force)
