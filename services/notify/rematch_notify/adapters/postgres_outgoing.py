"""Messages on their way, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg
import orjson
from pydantic import TypeAdapter

from rematch_common.database import Connection, Database
from rematch_common.errors import Unreadable
from rematch_common.outbox import Outbox
from rematch_common.sealing import Sealer
from rematch_notify.adapters import taking, writing_ends
from rematch_notify.adapters.subscription_rows import subscription_of
from rematch_notify.adapters.taking import columns
from rematch_notify.domain.ends import Closed, End
from rematch_notify.domain.items import Item
from rematch_notify.domain.subscriptions import Ref, Subscription
from rematch_notify.ports.outgoing import Backlog, Room, Taken

_ITEM: TypeAdapter[Item] = TypeAdapter(Item)
_TENANTS = "SELECT set_config('rematch.tenants', $1, true)"
# In one order, however often it is read.
_ITEMS = """
SELECT message_id, body, traceparent FROM tellings
WHERE tenant_id = ANY ($1) AND message_id = ANY ($2) AND state = 'taken'
ORDER BY score DESC, candidate_id, match_id, job_id
"""
# What is withdrawn from here on is sent all the same, and is told by that.
_LEFT_OUT = """
UPDATE tellings SET message_id = NULL
WHERE tenant_id = ANY ($1) AND message_id = ANY ($2) AND state = 'withdrawn'
"""
_LEASE = "UPDATE messages SET leased_until = $3 WHERE tenant_id = ANY ($1) AND message_id = ANY ($2)"
_LEASE_TURNS = f"""
UPDATE turns t SET leased_until = $3 FROM {taking.THESE}
WHERE t.tenant_id = these.tenant_id AND t.subscription_id = these.subscription_id
"""
_EMPTY = """
UPDATE messages SET state = 'undeliverable', answer = 'all of it was withdrawn before it arrived', leased_until = NULL
WHERE tenant_id = ANY ($1) AND message_id = ANY ($2)
"""
_BACKLOG = """
SELECT count(*) AS waiting, coalesce(extract(epoch FROM $1 - min(next_at)), 0)::float8 AS oldest
FROM turns WHERE next_at <= $1
"""


class PostgresOutgoing:
    """See rematch_notify.ports.outgoing.Outgoing."""

    def __init__(self, database: Database, sealer: Sealer, outbox: Outbox) -> None:
        self._database = database
        self._sealer = sealer
        self._outbox = outbox

    async def take(self, now: datetime, leased_until: datetime, room: Room) -> Sequence[Taken]:
        async with self._database.transaction() as connection:
            refs = await taking.whose_turn(connection, now, room, failing=False)
            refs += await taking.whose_turn(connection, now, room, failing=True)
            if not refs:
                return ()
            await connection.execute(_TENANTS, ",".join(sorted({ref[0] for ref in refs})))
            rows = await taking.rows_of(connection, refs)
            ready = await _written(connection, refs, [subscription_of(row) for row in rows], now)
            await connection.execute(_LEFT_OUT, *_message_columns(ready))
            contents = await _contents(connection, ready)
            await _drop_empty(connection, ready, contents, now)
            full = {ref: row for ref, row in ready.items() if row["message_id"] in contents}
            await _lease(connection, full, leased_until)
        opened = {one.ref: one for one in map(self._opened, rows)}
        return [_taken(opened[ref], row, contents[row["message_id"]], leased_until) for ref, row in full.items()]

    def _opened(self, row: asyncpg.Record) -> Subscription:
        """Without its address, where the key is not here that it was sealed with: who sends says so."""
        try:
            return subscription_of(row, self._sealer)
        except Unreadable:
            return subscription_of(row)

    async def settle(self, ends: Sequence[tuple[Taken, End]], now: datetime) -> None:
        async with self._database.transaction({taken.subscription.tenant_id for taken, _ in ends}) as connection:
            await writing_ends.write_ends(connection, ends, now)
        if any(isinstance(end, Closed) for _, end in ends):
            await self._outbox.drain()

    async def backlog(self, now: datetime) -> Backlog:
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(_BACKLOG, now)
        return Backlog(row["waiting"], row["oldest"]) if row else Backlog(0, 0.0)


async def _written(
    connection: Connection, refs: Sequence[Ref], subscriptions: Sequence[Subscription], now: datetime
) -> taking.Rows:
    """The messages that may be sent now, of those whose turn it is; the turns of the others are put off."""
    active = {one.ref: one for one in subscriptions if one.state == "active"}
    sending = await taking.on_their_way(connection, list(active))
    early = [(ref, row["next_at"]) for ref, row in sending.items() if row["next_at"] > now]
    await taking.turn_later(connection, [*early, *((ref, None) for ref in refs if ref not in active)])
    formed = await taking.form(connection, [one for ref, one in active.items() if ref not in sending], now)
    return {ref: row for ref, row in sending.items() if row["next_at"] <= now} | dict(formed)


@dataclass(slots=True)
class _Content:
    items: list[Item] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)


async def _contents(connection: Connection, ready: taking.Rows) -> dict[UUID, _Content]:
    contents: dict[UUID, _Content] = {}
    for row in await connection.fetch(_ITEMS, *_message_columns(ready)):
        content = contents.setdefault(row["message_id"], _Content())
        content.items.append(_ITEM.validate_python(orjson.loads(row["body"])))
        content.traces += [row["traceparent"]] if row["traceparent"] else []
    return contents


async def _drop_empty(
    connection: Connection, ready: taking.Rows, contents: Mapping[UUID, _Content], now: datetime
) -> None:
    """What has been withdrawn, or forgotten, while it was on its way is not sent."""
    empty = {ref: row for ref, row in ready.items() if row["message_id"] not in contents}
    if empty:
        await connection.execute(_EMPTY, *_message_columns(empty))
        await writing_ends.turn_anew(connection, list(empty), now)


async def _lease(connection: Connection, ready: taking.Rows, until: datetime) -> None:
    await connection.execute(_LEASE, *_message_columns(ready), until)
    await connection.execute(_LEASE_TURNS, *columns(list(ready)), until)


def _message_columns(ready: taking.Rows) -> tuple[list[str], list[UUID]]:
    return sorted({ref[0] for ref in ready}), [row["message_id"] for row in ready.values()]


def _taken(subscription: Subscription, row: asyncpg.Record, content: _Content, leased_until: datetime) -> Taken:
    return Taken(
        *(row["message_id"], subscription, tuple(content.items), row["more"], row["attempt"], row["first_at"]),
        leased_until,
        tuple(dict.fromkeys(content.traces)),
    )
