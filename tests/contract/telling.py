"""What a store has told, of whichever kind it is."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import orjson

from rematch_common.contracts import Topic
from rematch_common.database import Database
from tests.fakes.outbox import FakeOutbox

Events: TypeAlias = "list[tuple[str, int, dict[str, Any]]]"
Told = Callable[[], Awaitable[Events]]


def told_by(fake: FakeOutbox, topic: Topic) -> Told:
    async def told() -> Events:
        entries = fake.of(topic.name)
        return [(entry.key, entry.version, orjson.loads(entry.outgoing.value or b"")) for entry in entries]

    return told


def told_in(database: Database, topic: Topic) -> Told:
    async def told() -> Events:
        query = "SELECT key, version, value FROM outbox WHERE topic = $1 ORDER BY seq"
        async with database.transaction() as connection:
            rows = await connection.fetch(query, topic.name)
        return [(row["key"], row["version"], orjson.loads(row["value"])) for row in rows]

    return told
