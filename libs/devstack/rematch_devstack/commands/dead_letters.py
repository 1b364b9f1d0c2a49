"""rematch_common.dead_letters for a terminal."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import orjson

from rematch_common.contracts import limits
from rematch_common.dead_letters import listing
from rematch_common.dead_letters.choosing import Choice, Group, queue
from rematch_common.records import Record
from rematch_devstack.commands.broker import connected
from rematch_devstack.commands.console import preview, safe

__all__ = ["Choice", "as_json", "groups", "newest", "portrait", "queue", "row"]


async def groups(bootstrap: str) -> list[Group]:
    """The groups of every dead-letter queue."""
    async with connected(bootstrap) as broker:
        return (await listing.groups(broker)).groups


async def newest(bootstrap: str, choice: Choice, limit: int) -> list[Record]:
    """The newest of the choice, in the order in which they came."""
    async with connected(bootstrap) as broker:
        return await listing.newest(broker, choice, limit)


def row(group: Group) -> tuple[object, ...]:
    """A group as a line of the table."""
    when = datetime.fromtimestamp(group.newest_ms / 1000).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    error = safe(group.newest_error)
    return (group.topic, safe(group.consumer), safe(group.reason), group.records, group.redriven, when, error)


def portrait(record: Record) -> str:
    """A dead letter for a person: everything about it, and how its bytes begin."""
    told = [f"{record.coordinates}  {datetime.fromtimestamp(record.timestamp_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"]
    for name, text in record.headers:
        longest = 4_000 if name == limits.DLQ_TRACEBACK else 400
        lines = text.decode("utf-8", "replace").split("\n")
        told.append(f"  {safe(name)}: " + "\n      ".join(safe(line, longest) for line in lines))
    size = "null" if record.value is None else f"{len(record.value):,} bytes"
    return "\n".join([*told, f"  key: {preview(record.key)}", f"  value ({size}): {preview(record.value, 400)}"])


def as_json(groups: Sequence[Group]) -> bytes:
    return orjson.dumps([asdict(group) for group in groups])
