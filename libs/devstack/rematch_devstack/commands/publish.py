"""`rematch publish`: postings from a file, or from a pipe, straight to Kafka."""

import asyncio
from typing import Annotated

import typer

from rematch_devstack.commands import options


def publish(
    file: Annotated[str, typer.Argument(metavar="FILE.jsonl|-", help="One posting a line; - reads stdin.")],
    topic: Annotated[
        str, typer.Option(help="Where they go: large imports to raw-jobs-bulk, which is read while raw-jobs is quiet.")
    ] = "raw-jobs",
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """Check postings and publish them. Exit 1 if a line was rejected, 2 if the file can't be read."""
    from rematch_devstack.commands import publishing
    from rematch_devstack.commands.console import complain, say, show_table
    from rematch_devstack.commands.target import find

    wish = publishing.Wish(file, publishing.raw_topic(topic), find(bootstrap, data_dir).bootstrap)
    try:
        tally = asyncio.run(publishing.publish(wish))
    except publishing.Unreadable as error:
        complain(str(error))
        raise typer.Exit(2) from None
    if tally.rejected:
        show_table(("line", "field", "reason", "what is wrong"), tally.rows(), numbers=frozenset({"line"}))
    if tally.unshown:
        say(f"… and {tally.unshown:,} more; rejected in all: {tally.reasons_told()}")
    say(tally.told())
    if tally.rejected:
        raise typer.Exit(1)
