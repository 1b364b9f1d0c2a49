"""`rematch doctor`: what is wrong on this machine, or with a deployment, and what to do about it."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from rematch_devstack.commands import options

if TYPE_CHECKING:
    from pathlib import Path

    from rematch_devstack.doctor import Check

# A run works without: what is wrong there is told, and blocks nothing.
ADVICE = frozenset({"No orphans", "Memory", "Archive of classes"})


def doctor(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    data_dir: options.DataDir = None,
    port: Annotated[
        list[int] | None, typer.Option(min=1, max=65535, help="A port that you want to use; may be given often.")
    ] = None,
    prod: Annotated[
        bool, typer.Option("--prod", help="Look over a deployment instead, by the settings of this environment.")
    ] = False,
    bootstrap: options.Bootstrap = None,
    stack: Annotated[
        bool, typer.Option("--stack", help="Look over the running system that this environment names instead.")
    ] = False,
    wait: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="With --stack: how long all may take to be well.")
    ] = 0,
) -> None:
    """Look over this machine: exit 1 when something would keep `rematch up` from starting.

    With --prod: exit 1 when something of a deployment's security is missing. With --stack: when something of a running
    system doesn't answer or isn't as it should be.
    """
    if stack:
        look_over_stack(wait)
    elif prod:
        look_over_security(bootstrap, data_dir)
    else:
        from rematch_devstack import doctor as machine

        tell(machine.checks(data_dir, ports=port or ()))


def look_over_security(bootstrap: str | None, data_dir: "Path | None") -> None:
    """Of a deployment, by the settings of this environment."""
    from rematch_devstack import workspace
    from rematch_devstack.commands.target import find
    from rematch_devstack.security import prod as deployed

    kafka = find(bootstrap, data_dir).bootstrap
    deployment = deployed.Deployment(kafka, data_dir=data_dir or workspace.default_data_dir())
    tell(asyncio.run(deployed.checks(deployment)))


def look_over_stack(wait: float) -> None:
    """The checks, and where everything is when they are well."""
    from rematch_devstack import stack_doctor
    from rematch_devstack.commands.console import say

    tell(asyncio.run(stack_doctor.checks(wait)))
    for name, address in stack_doctor.addresses().items():
        say(f"{name:12}{address}")


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
