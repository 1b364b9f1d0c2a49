"""`rematch doctor`: what is wrong on this machine, or with a deployment, and what to do about it."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from rematch_devstack.commands import options

if TYPE_CHECKING:
    from rematch_devstack.doctor import Check

# A run works without: what is wrong there is told, and blocks nothing.
ADVICE = frozenset({"No orphans", "Memory", "Archive of classes"})


def doctor(
    data_dir: options.DataDir = None,
    port: Annotated[
        list[int] | None, typer.Option(min=1, max=65535, help="A port that you want to use; may be given often.")
    ] = None,
    prod: Annotated[
        bool, typer.Option("--prod", help="Look over a deployment instead, by the settings of this environment.")
    ] = False,
    bootstrap: options.Bootstrap = None,
) -> None:
    """Look over this machine: exit 1 when something would keep `rematch up` from starting.

    With --prod: exit 1 when something of a deployment's security is missing.
    """
    from rematch_devstack import doctor as machine
    from rematch_devstack import workspace
    from rematch_devstack.commands.target import find
    from rematch_devstack.security import prod as deployed

    if prod:
        deployment = deployed.Deployment(
            find(bootstrap, data_dir).bootstrap, data_dir=data_dir or workspace.default_data_dir()
        )
        tell(asyncio.run(deployed.checks(deployment)))
    else:
        tell(machine.checks(data_dir, ports=port or ()))


def tell(checks: "Sequence[Check]") -> None:
    """All of them; exit 1 when one that counts is wrong."""
    from rich.text import Text

    from rematch_devstack.commands.console import show_table

    blocking = [check for check in checks if not check.ok and check.name not in ADVICE]
    verdicts = {True: Text("ok", "green"), False: Text("wrong", "red")}
    rows = [
        (verdicts[check.ok] if check.ok or check in blocking else Text("advice", "yellow"), check.name, told)
        for check in checks
        for told in [f"{check.detail} → {check.remedy}" if check.remedy else check.detail]
    ]
    show_table(("", "what", "found"), rows)
    if blocking:
        raise typer.Exit(1)
