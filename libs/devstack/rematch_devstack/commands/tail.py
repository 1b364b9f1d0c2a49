"""`rematch tail`: the records of a topic as they come."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import typer

from rematch_common.records import Record
from rematch_devstack.commands import options


@dataclass(frozen=True)
class Wish:
    """What a person wants to see of a topic."""

    topic: str
    beginning: bool = False
    limit: int | None = None
    follow: bool = True


def tail(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    topic: Annotated[str, typer.Argument(help="For example matches, raw-jobs or raw-jobs.dlq.")],
    as_json: options.Json = False,
    from_beginning: Annotated[bool, typer.Option("--from-beginning", help="Also what is there already.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="End after so many records.")] = None,
    no_follow: Annotated[
        bool, typer.Option("--no-follow", help="End with the last record that is there now; implies --from-beginning.")
    ] = False,
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """Show the records of a topic, one line each, as they come."""
    from rematch_devstack.commands import telling
    from rematch_devstack.commands.console import emit
    from rematch_devstack.commands.target import find

    target = find(bootstrap, data_dir)
    wish = Wish(topic, from_beginning or no_follow, limit, follow=not no_follow)

    def show(record: Record) -> None:
        emit(telling.as_json(record) if as_json else telling.line(record))

    asyncio.run(watch(target.bootstrap, wish, show))


async def watch(bootstrap: str, wish: Wish, show: Callable[[Record], None]) -> None:
    """Show the records that are wished for, until there are no more of them."""
    from rematch_common.dead_letters.ledger import erased
    from rematch_common.dead_letters.veiling import is_copy, veiled
    from rematch_common.erased import Erased
    from rematch_common.kafka import to_record
    from rematch_devstack.commands.broker import connected

    left = wish.limit
    async with connected(bootstrap) as broker:
        ledger = await erased(broker) if is_copy(wish.topic) else Erased()
        spans = await broker.spans([wish.topic])
        broker.consumer.assign(list(spans))
        for part, span in spans.items():
            broker.consumer.seek(part, span.first if wish.beginning else span.end)
        while wish.follow or [part for part in spans if await broker.consumer.position(part) < spans[part].end]:
            found = await broker.consumer.getmany(timeout_ms=500, max_records=500)
            records = [to_record(message) for messages in found.values() for message in messages]
            for record in sorted(records, key=lambda record: record.timestamp_ms)[:left]:
                show(veiled(ledger, record))
            left = None if left is None else left - len(records)
            if left is not None and left <= 0:
                return
