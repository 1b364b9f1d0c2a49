"""`rematch dlq`: look at the records that could not be handled, send them back, or delete them."""

import asyncio
from typing import Annotated

import typer

from rematch_devstack.commands import options

TopicName = Annotated[str, typer.Argument(metavar="TOPIC", help="For example raw-jobs (or raw-jobs.dlq).")]
Reason = Annotated[str | None, typer.Option(help="Only those of this reason, for example bug.")]


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command("list")(list_)
    for command in (show, redrive, purge):
        app.command()(command)
    return app


def list_(bootstrap: options.Bootstrap = None, data_dir: options.DataDir = None, as_json: options.Json = False) -> None:
    """What lies in the dead-letter queues, by topic, consumer and reason."""
    from rematch_devstack.commands import dead_letters as letters
    from rematch_devstack.commands.console import emit, say, show_table
    from rematch_devstack.commands.target import find

    groups = asyncio.run(letters.groups(find(bootstrap, data_dir).bootstrap))
    if as_json:
        emit(letters.as_json(groups))
    elif not groups:
        say("no dead letters")
    else:
        headings = ("topic", "consumer", "reason", "records", "redriven", "newest", "newest error")
        rows = [letters.row(group) for group in groups]
        show_table(headings, rows, numbers=frozenset({"records", "redriven"}))


def show(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    topic: TopicName,
    reason: Reason = None,
    limit: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 5,
    as_json: options.Json = False,
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """The newest dead letters of a topic: where they came from, why they are there, and how they begin."""
    from rematch_devstack.commands import dead_letters as letters
    from rematch_devstack.commands import telling
    from rematch_devstack.commands.console import emit, say
    from rematch_devstack.commands.target import find

    found = asyncio.run(letters.newest(find(bootstrap, data_dir).bootstrap, letters.Choice(topic, reason), limit))
    for record in found:
        emit(telling.as_json(record) if as_json else letters.portrait(record))
    if not found and not as_json:
        say(f"no dead letters in {letters.queue(topic)}{f' of reason {reason}' if reason else ''}")


def redrive(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    topic: TopicName,
    reason: Reason = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many, the oldest first.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Also those that have been redriven before.")] = False,
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """Send dead letters back to the consumer that refused them, each once. They stay in the queue until purged."""
    from rematch_devstack.commands import redriving
    from rematch_devstack.commands.console import say
    from rematch_devstack.commands.dead_letters import Choice
    from rematch_devstack.commands.target import find

    wish = redriving.Wish(Choice(topic, reason), limit, again)
    result = asyncio.run(redriving.redrive(find(bootstrap, data_dir).bootstrap, wish))
    say(result.told())
    for why, count in result.skipped.most_common():
        say(f"  skipped {count:,}: {why}")


def purge(
    topic: TopicName,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """Delete the dead letters of a topic that are there now."""
    from rematch_devstack.commands import purging
    from rematch_devstack.commands.console import plural, say
    from rematch_devstack.commands.dead_letters import queue
    from rematch_devstack.commands.target import find

    bootstrap = find(bootstrap, data_dir).bootstrap
    spans = asyncio.run(purging.spans(bootstrap, queue(topic)))
    count = sum(len(span) for span in spans.values())
    if count and not yes:
        typer.confirm(f"Delete {plural(count, 'record')} of {queue(topic)} for good?", abort=True)
    asyncio.run(purging.purge(bootstrap, spans))
    say(f"{plural(count, 'record')} of {queue(topic)} deleted")
