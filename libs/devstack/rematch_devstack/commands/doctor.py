"""`rematch doctor`: what is wrong on this machine, and what to do about it."""

from typing import Annotated

import typer

from rematch_devstack.commands import options

# A run works without: what is wrong there is told, and blocks nothing.
ADVICE = frozenset({"No orphans", "Memory", "Archive of classes"})


def doctor(
    data_dir: options.DataDir = None,
    port: Annotated[
        list[int] | None, typer.Option(min=1, max=65535, help="A port that you want to use; may be given often.")
    ] = None,
) -> None:
    """Look over this machine. Exit 1 when something would keep `rematch up` from starting."""
    from rich.text import Text

    from rematch_devstack import doctor as machine
    from rematch_devstack.commands.console import show_table

    checks = machine.checks(data_dir, ports=port or ())
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
