"""`rematch topics`: the topics that the contracts name, made or checked."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from rematch_devstack.commands import options
from rematch_devstack.errors import StackError

if TYPE_CHECKING:
    from rematch_devstack.topics import Report


def topics(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 if something is not as it should.")
    ] = False,
    introducing: Annotated[
        str | None, typer.Option(metavar="X", help="Also those of the model X that is being introduced.")
    ] = None,
    tenant: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Also the own topic of this tenant; may be repeated.")
    ] = None,
    acls: Annotated[
        bool,
        typer.Option("--acls", help="Also grant the users rematch-SERVICE, and rematch-tenant-ID, what they need."),
    ] = False,
    revoke: Annotated[
        bool, typer.Option("--revoke", help="With --acls: take back what those users may do beyond that.")
    ] = False,
    embedded: options.Embedded = False,
    replication: options.Replication = 1,
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """Create the topics that are missing and correct their settings. Partitions are never changed."""
    from rematch_common.contracts import all_topics
    from rematch_devstack.commands.granting import Wish, settle
    from rematch_devstack.commands.target import find
    from rematch_devstack.topics import Shape, compare_topics, ensure_topics

    if revoke and not acls:
        raise StackError("--revoke takes back what --acls doesn't grant: give both")
    models = [options.introduction(introducing)] if introducing is not None else []
    introduced = [topic for model in models for topic in model.topics]
    wanted = (*all_topics(), *introduced, *options.own_topics(tenant or ()))
    target = find(bootstrap, data_dir)
    shape = Shape(embedded or target.running, replication)
    work = compare_topics if check else ensure_topics
    report = asyncio.run(work(target.bootstrap, shape, wanted))
    _tell(report, ("missing", "not configured as it should") if check else ("created", "configured"))
    settled = settle(target.bootstrap, Wish(models, tenant or (), check, revoke)) if acls else True
    if report.refused or (check and (report.created or report.configured)) or not settled:
        raise typer.Exit(1)


def _tell(report: "Report", words: tuple[str, str]) -> None:
    from rematch_devstack.commands.console import complain, say

    for word, names in zip(words, (report.created, report.configured), strict=True):
        for name in names:
            say(f"{word}: {name}")
    for sentence in report.refused:
        complain(sentence)
    if not (report.created or report.configured or report.refused):
        say("all topics are as they should be")
