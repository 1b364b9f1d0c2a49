"""Messages in PostgreSQL, for whoever looks."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import orjson

from rematch_common.database import Database
from rematch_notify.adapters.postgres_tellings import ITEM
from rematch_notify.domain.items import Item
from rematch_notify.domain.subscriptions import Ref
from rematch_notify.ports.messages import SentMessage

_OF = """
SELECT * FROM messages WHERE tenant_id = $1 AND subscription_id = $2
AND ($3::timestamptz IS NULL OR (first_at, message_id) < ($3, $4::uuid))
ORDER BY first_at DESC, message_id DESC LIMIT $5
"""
_ITEMS = """
SELECT message_id, body FROM tellings WHERE tenant_id = $1 AND message_id = ANY ($2)
ORDER BY score DESC, candidate_id, job_id
"""


class PostgresMessages:
    """See rematch_notify.ports.messages.Messages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, ref: Ref, before: tuple[datetime, UUID] | None, limit: int) -> Sequence[SentMessage]:
        async with self._database.transaction([ref[0]]) as connection:
            rows = await connection.fetch(_OF, *ref, *(before or (None, None)), limit)
            told = await connection.fetch(_ITEMS, ref[0], [row["message_id"] for row in rows])
        items: dict[UUID, list[Item]] = defaultdict(list)
        for one in told:
            items[one["message_id"]].append(ITEM.validate_python(orjson.loads(one["body"])))
        return [_message(row, items[row["message_id"]]) for row in rows]


def _message(row: asyncpg.Record, items: Sequence[Item]) -> SentMessage:
    names = ("message_id", "state", "first_at", "next_at", "sent_at", "answer", "more")
    return SentMessage(**{name: row[name] for name in names}, attempts=row["attempt"], items=items)
