"""`rematch reembed`: every opening and person once more, with the vectors of another model."""

import asyncio
import os
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from rematch_devstack.commands import options

if TYPE_CHECKING:
    from rematch_common.contracts import Introduction

STARTED = monotonic()
# The embed in force has live records to embed, on the same processors.
NICE = 10


def reembed(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    model: Annotated[str | None, typer.Option(metavar="X", help="Introduce a model under this label.")] = None,
    drop: Annotated[str | None, typer.Option(metavar="X", help="Delete the topics and the groups of this one.")] = None,
    once: Annotated[bool, typer.Option("--once", help="End when it has caught up.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask before --drop.")] = False,
    embedded: options.Embedded = False,
    replication: options.Replication = 1,
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """Give all openings and people the vectors of model X too, in embedded-jobs.X and embedded-candidates.X, and
    follow what is new, until Ctrl-C. It goes on where it was when it is started again.

    Which model that is, embed's own settings tell: REMATCH_MAX_TOKENS=128 rematch reembed --model short
    """
    from rematch_devstack.commands.target import find

    if (model is None) == (drop is None):
        raise typer.BadParameter("choose one of --model X and --drop X")
    introduction = options.introduction(model or drop or "")
    target = find(bootstrap, data_dir)
    if drop is not None:
        _drop(target.bootstrap, introduction, yes)
        return
    from rematch_devstack.commands import reembedding
    from rematch_devstack.topics import Shape

    wish = reembedding.Wish(
        target, introduction, _place(data_dir), Shape(embedded or target.running, replication), once
    )
    os.nice(NICE)
    if not asyncio.run(reembedding.run(wish, reembedding.Screen(lambda: monotonic() - STARTED, wish.data_dir))):
        raise typer.Exit(130)


def _place(data_dir: Path | None) -> Path:
    """For what the second embed says: the running stack's directory, or where one would be."""
    from rematch_devstack import workspace

    return (data_dir or workspace.default_data_dir()).absolute()


def _drop(bootstrap: str, introduction: "Introduction", yes: bool) -> None:
    from rematch_devstack.commands import dropping
    from rematch_devstack.commands.console import plural, say

    found = asyncio.run(dropping.found(bootstrap, introduction))
    names = ", ".join(topic.name for topic in introduction.writes)
    if found.records and not yes:
        typer.confirm(f"Delete {names} with {plural(found.records, 'record')} for good?", abort=True)
    asyncio.run(dropping.drop(bootstrap, found))
    say(f"{introduction.model} is dropped: {plural(len(found.topics), 'topic')} deleted")
