"""`rematch replay`: a service reads once more what it has read of a topic. Nothing is published again for it."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.moments import BEGINNING, moment
from rematch_devstack.errors import StackError

if TYPE_CHECKING:
    from rematch_common.contracts import Topic
    from rematch_common.rewind import Stretch


ALL = "all"


def replay(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help="Or `all` that are read.")],
    since: Annotated[str, typer.Option("--from", metavar="TIME", help=f"2026-11-28T10:00, `2h ago`, or {BEGINNING}.")],
    to: Annotated[str, typer.Option("--to", metavar="SERVICE", help="Who reads it again; or `all` who read it.")],
    second: Annotated[
        bool, typer.Option("--second", help="By a second group, beside what is new: the service goes on meanwhile.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; say what would be read.")] = False,
    as_json: options.Json = False,
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """Have SERVICE read again what was written to TOPIC since TIME: its own position is moved back, while it is
    stopped, or a second group's (SERVICE.replay). Nothing is published again, and nothing unread is passed over.
    """
    from rematch_devstack.commands import replays
    from rematch_devstack.commands.console import emit
    from rematch_devstack.commands.target import find

    chosen, since_then = readers(topic, to), moment(since, datetime.now(UTC))
    where = find(bootstrap, data_dir).bootstrap
    if topic == ALL:
        chosen = readers(topic, to, asyncio.run(replays.own_topics(where)))
    wishes = [replays.Wish(*each, since_then, second, where) for each in chosen]
    found = asyncio.run(replays.look_all(wishes) if dry_run else replays.move_all(wishes))
    if as_json:
        told = [replays.told(wish, read, dry_run) for wish, read in zip(wishes, found, strict=True)]
        emit(json.dumps(told if ALL in {topic, to} else told[0]))
        return
    for wish, read in zip(wishes, found, strict=True):
        _say(f"{wish.topic} to {wish.moved}", "bold")
        _show(read)
        for sentence, style in replays.sentences(wish, read, dry_run, compacted(wish.topic)):
            _say(sentence, style)


def readers(topic: str, service: str, own: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    """Each topic, who reads it, and by which group; `all` stands for every one, tenants' `own` among them. StackError
    where there is none."""
    from rematch_common.contracts import TOPICS, is_own_topic
    from rematch_common.contracts.topics import MATCHES

    if ALL not in {topic, service}:
        return [(topic, service, group_of(topic, service))]
    read = [(each.name, reader) for each in TOPICS if not each.broadcast for reader in each.readers]
    named = own if topic == ALL else [topic] if is_own_topic(topic) else []
    read += [(name, reader) for name in named for reader in MATCHES.readers]
    known = [
        (name, reader, group_of(name, reader))
        for name, reader in read
        if topic in {ALL, name} and service in {ALL, reader}
    ]
    if not known:
        raise StackError(f"there is nothing that {service} reads of {topic}")
    return known


def group_of(topic: str, service: str) -> str:
    """The group by which the service reads the topic. StackError when it doesn't, with who does."""
    from rematch_common.consumers import group_reading
    from rematch_common.contracts import SERVICES, TOPICS

    known = _like(topic)
    if service not in SERVICES:
        raise StackError(f"there is no service {service} that reads: choose from {', '.join(SERVICES)}")
    if known is None:
        raise StackError(f"there is no topic {topic} that is replayed: choose from {', '.join(t.name for t in TOPICS)}")
    if known.broadcast or service in known.followers:
        raise StackError(f"{service} reads all of {topic} each time it starts: restart it")
    if service not in known.readers:
        readers = " and ".join(known.readers) or "none of the services"
        raise StackError(f"{service} doesn't read {topic}: {readers} does")
    return group_reading(service, topic)


def compacted(topic: str) -> bool:
    known = _like(topic)
    return known is not None and known.cleanup == "compact"


def _like(name: str) -> "Topic | None":
    from rematch_common.contracts import TOPICS, is_own_topic
    from rematch_common.contracts.topics import MATCHES

    return next((topic for topic in TOPICS if topic.name == name), MATCHES if is_own_topic(name) else None)


def _show(read: "Sequence[Stretch]") -> None:
    from rematch_devstack.commands.console import show_table

    rows = [(one.place.partition, f"{one.start:,}", f"{one.end:,}", f"{len(one):,}") for one in read]
    show_table(("partition", "from", "to", "records"), rows, numbers=frozenset({"partition", "from", "to", "records"}))


def _say(sentence: str, style: str) -> None:
    from rematch_devstack.commands.console import say

    say(sentence, style)
