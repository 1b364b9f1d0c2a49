"""A compacted topic that was lost, or is moved, is filled again from its owner's tables.

`python -m rematch_common.republishing SERVICE [TOPIC ...]`, with that service's REMATCH_DATABASE_URL; prints JSON. The
outbox keeps the newest event about every key, so that it is enough to have these published again: under the lanes, as
whoever publishes at the same time, and with the versions that they have, which make what comes twice harmless.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

import orjson

from rematch_common.answering import Usage, main_of, run
from rematch_common.database import Database
from rematch_common.kafka import KafkaPublisher, require_topics
from rematch_common.outbox import Outbox
from rematch_common.settings import DatabaseSettings
from rematch_common.wire_settings import wire_of

_PAGE = 5_000
# Who publishes now holds its lane, and notes the new place before letting go.
_HOLD = "SELECT lane FROM outbox_lanes ORDER BY lane FOR UPDATE"
_KEPT = "SELECT DISTINCT topic FROM outbox WHERE keep ORDER BY topic"
_MARK = """
WITH page AS (SELECT key, version FROM outbox WHERE topic = $1 AND (key, version) > ($2, $3) AND keep
              ORDER BY key, version LIMIT $4),
marked AS (UPDATE outbox o SET position = NULL, partition = NULL FROM page p
           WHERE o.topic = $1 AND o.key = p.key AND o.version = p.version)
SELECT key, version FROM page ORDER BY key, version
"""


async def kept(database: Database) -> list[str]:
    """The topics of whose keys the newest events are kept."""
    async with database.transaction() as connection:
        return [row["topic"] for row in await connection.fetch(_KEPT)]


async def publish_again(database: Database, outbox: Outbox, topics: Iterable[str]) -> dict[str, int]:
    """The newest event of every key of these topics. Done again from the start when it was broken off."""
    marked = {topic: await _mark(database, topic) for topic in topics}
    await outbox.drain()
    return marked


async def _mark(database: Database, topic: str) -> int:
    behind, count = ("", -1), 0
    while True:
        async with database.transaction() as connection:
            await connection.fetch(_HOLD)
            if not count:  # in a topic that was made anew, what was looked at before is somewhere else
                await connection.execute("DELETE FROM outbox_scans WHERE topic = $1", topic)
            rows = await connection.fetch(_MARK, topic, *behind, _PAGE)
        if not rows:
            return count
        count += len(rows)
        behind = rows[-1]["key"], rows[-1]["version"]


class NotKept(Exception):
    """A topic that the service keeps nothing of."""


async def republished(service: str, topics: Sequence[str]) -> Mapping[str, int]:
    """Of all its topics when none is named. Raises NotKept."""
    settings = DatabaseSettings()
    database = Database(settings.as_service, service, size=2)
    publisher = KafkaPublisher(settings.kafka_bootstrap, f"rematch-{service}-republishing", wire_of(settings))
    await database.start()
    try:
        known = await kept(database)
        if unknown := set(topics) - set(known):
            raise NotKept(f"{service} keeps nothing of {min(unknown)}, but of: {', '.join(known) or 'no topic'}")
        wanted = [topic for topic in known if not topics or topic in topics]
        if not wanted:
            return {}
        await require_topics(settings.kafka_bootstrap, wanted)
        await publisher.start()
        return await publish_again(database, Outbox(service, database, publisher), wanted)
    finally:
        await publisher.stop()
        await database.stop()


def answer(arguments: Sequence[str]) -> Iterable[bytes]:
    match arguments:
        case [service, *topics]:
            yield orjson.dumps(asyncio.run(republished(service, topics))) + b"\n"  # the last line: logs stand before it
        case _:
            raise Usage("SERVICE [TOPIC ...]")


main = main_of(answer, NotKept)

if __name__ == "__main__":
    run(main)
