"""Whose turn it is, what the next message of each holds, and that it is written before it is sent. Within one
transaction; it has locked the turns, so nobody else forms a message of the same subscription."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

import asyncpg

from rematch_common.database import Connection
from rematch_notify.domain.caps import Share, counted_from, plan
from rematch_notify.domain.subscriptions import Ref, Subscription
from rematch_notify.ports.outgoing import Room

# What is due of each tenant, the tenants in turns: what one has under way already were turns of it, too, or else who
# was due first would take every place that falls free. They are found by leaps from one to the next.
_DUE = """
WITH RECURSIVE tenants AS (
  (SELECT tenant_id FROM turns WHERE failing = $3 AND next_at IS NOT NULL ORDER BY tenant_id LIMIT 1)
  UNION ALL
  SELECT (SELECT t.tenant_id FROM turns t
    WHERE t.failing = $3 AND t.next_at IS NOT NULL AND t.tenant_id > tenants.tenant_id ORDER BY t.tenant_id LIMIT 1)
  FROM tenants WHERE tenants.tenant_id IS NOT NULL)
SELECT due.tenant_id, due.subscription_id
FROM tenants LEFT JOIN unnest($4::text[], $5::int[]) AS held (tenant_id, many) USING (tenant_id)
CROSS JOIN LATERAL (
  SELECT u.tenant_id, u.subscription_id, u.next_at FROM turns u
  WHERE u.failing = $3 AND u.tenant_id = tenants.tenant_id AND u.next_at <= $1
    AND (u.leased_until IS NULL OR u.leased_until <= $1)
  ORDER BY u.next_at LIMIT least($2, greatest(0, $6 - coalesce(held.many, 0))) FOR UPDATE SKIP LOCKED) AS due
ORDER BY coalesce(held.many, 0) + row_number() OVER (PARTITION BY due.tenant_id ORDER BY due.next_at), due.next_at
LIMIT $2
"""
THESE = "unnest($1::text[], $2::uuid[]) AS these (tenant_id, subscription_id)"
_SUBSCRIPTIONS = f"SELECT s.* FROM subscriptions s JOIN {THESE} USING (tenant_id, subscription_id)"
_SENDING = f"""
SELECT m.* FROM messages m JOIN {THESE} USING (tenant_id, subscription_id) WHERE m.state = 'sending'
"""
# More than a message holds needn't be counted: a thousand and more are many.
_STANDING = """
SELECT w.tenant_id, w.subscription_id, d.due, n.next
FROM unnest($1::text[], $2::uuid[]) AS w (tenant_id, subscription_id)
CROSS JOIN LATERAL (SELECT count(*) AS due FROM (SELECT FROM tellings t WHERE t.tenant_id = w.tenant_id
  AND t.subscription_id = w.subscription_id AND t.state = 'waiting' AND t.due_at <= $3 LIMIT 1000) AS due_now) AS d
CROSS JOIN LATERAL (SELECT min(t.due_at) AS next FROM tellings t WHERE t.tenant_id = w.tenant_id
  AND t.subscription_id = w.subscription_id AND t.state = 'waiting') AS n
"""
_TOLD = """
SELECT w.tenant_id, w.subscription_id, count(*) AS told
FROM unnest($1::text[], $2::uuid[], $3::timestamptz[]) AS w (tenant_id, subscription_id, since)
JOIN tellings t ON t.tenant_id = w.tenant_id AND t.subscription_id = w.subscription_id
  AND t.state IN ('taken', 'told') AND t.changed_at >= w.since GROUP BY 1, 2
"""
# Materialised: what the planner may look up again for each row finds the next best then, as the best are taken already,
# and a message holds more than it may.
_BEST = """
WITH best AS MATERIALIZED (
  SELECT w.message_id, due.* FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::int[])
    AS w (tenant_id, subscription_id, message_id, told)
  CROSS JOIN LATERAL (SELECT d.tenant_id, d.subscription_id, d.candidate_id, d.job_id FROM tellings d
    WHERE d.tenant_id = w.tenant_id AND d.subscription_id = w.subscription_id AND d.state = 'waiting'
      AND d.due_at <= $5
    ORDER BY d.score DESC, d.due_at, d.candidate_id, d.job_id LIMIT w.told FOR UPDATE) AS due)
UPDATE tellings t SET state = 'taken', message_id = best.message_id, changed_at = $5 FROM best
WHERE (t.tenant_id, t.subscription_id, t.candidate_id, t.job_id)
  = (best.tenant_id, best.subscription_id, best.candidate_id, best.job_id)
RETURNING t.message_id
"""
_REST = """
UPDATE tellings t SET state = 'summed', message_id = w.message_id, changed_at = $4
FROM unnest($1::text[], $2::uuid[], $3::uuid[]) AS w (tenant_id, subscription_id, message_id)
WHERE t.tenant_id = w.tenant_id AND t.subscription_id = w.subscription_id AND t.state = 'waiting' AND t.due_at <= $4
RETURNING t.message_id
"""
_WRITE = """
INSERT INTO messages (tenant_id, subscription_id, message_id, more, next_at, first_at, state)
SELECT *, $5::timestamptz, $5::timestamptz, 'sending'
FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::int[]) RETURNING *
"""
_PUT_OFF_TELLINGS = """
UPDATE tellings t SET due_at = w.until
FROM unnest($1::text[], $2::uuid[], $3::timestamptz[]) AS w (tenant_id, subscription_id, until)
WHERE t.tenant_id = w.tenant_id AND t.subscription_id = w.subscription_id AND t.state = 'waiting' AND t.due_at <= $4
"""
_PUT_OFF_TURNS = """
UPDATE turns t SET next_at = w.until, leased_until = NULL
FROM unnest($1::text[], $2::uuid[], $3::timestamptz[]) AS w (tenant_id, subscription_id, until)
WHERE t.tenant_id = w.tenant_id AND t.subscription_id = w.subscription_id
"""
Rows = Mapping[Ref, asyncpg.Record]


async def whose_turn(connection: Connection, now: datetime, room: Room, failing: bool) -> list[Ref]:
    most = room.failing if failing else room.sound
    if most <= 0:
        return []
    held = {tenant: many for (tenant, fails), many in room.held.items() if fails == failing}
    rows = await connection.fetch(_DUE, now, most, failing, list(held), list(held.values()), room.share)
    return [(row[0], row[1]) for row in rows]


async def rows_of(connection: Connection, refs: Sequence[Ref]) -> list[asyncpg.Record]:
    return await connection.fetch(_SUBSCRIPTIONS, *columns(refs))


async def on_their_way(connection: Connection, refs: Sequence[Ref]) -> dict[Ref, asyncpg.Record]:
    """Messages that were written before and have not arrived."""
    return _by_ref(await connection.fetch(_SENDING, *columns(refs)))


async def form(connection: Connection, subscriptions: Sequence[Subscription], now: datetime) -> Rows:
    """Write the next message of each that has something to be told now, and give it; put off the others."""
    if not subscriptions:
        return {}
    standing = _by_ref(await connection.fetch(_STANDING, *columns([one.ref for one in subscriptions]), now))
    told = await _told(connection, subscriptions, now)
    formed: list[tuple[Ref, Share]] = []
    put_off: list[tuple[Ref, datetime | None]] = []
    for one in subscriptions:
        due, following = standing[one.ref]["due"], standing[one.ref]["next"]
        planned = plan(one, due, told.get(one.ref, 0), now) if due else following
        if isinstance(planned, Share):
            formed.append((one.ref, planned))
        else:
            put_off.append((one.ref, planned))
    await _wait(connection, put_off, now)
    return await _write(connection, formed, now)


async def _told(connection: Connection, subscriptions: Sequence[Subscription], now: datetime) -> dict[Ref, int]:
    """How many count against a cap."""
    since = {one.ref: at for one in subscriptions if (at := counted_from(one, now)) is not None}
    if not since:
        return {}
    rows = await connection.fetch(_TOLD, *columns(list(since)), list(since.values()))
    return {ref: row["told"] for ref, row in _by_ref(rows).items()}


async def turn_later(connection: Connection, put_off: Sequence[tuple[Ref, datetime | None]]) -> None:
    """Then, or when there is something again."""
    if put_off:
        await connection.execute(_PUT_OFF_TURNS, *columns([ref for ref, _ in put_off]), [at for _, at in put_off])


async def _wait(connection: Connection, put_off: Sequence[tuple[Ref, datetime | None]], now: datetime) -> None:
    await turn_later(connection, put_off)
    later = [(ref, at) for ref, at in put_off if at is not None]
    if later:
        await connection.execute(_PUT_OFF_TELLINGS, *columns([ref for ref, _ in later]), [at for _, at in later], now)


async def _write(connection: Connection, formed: Sequence[tuple[Ref, Share]], now: datetime) -> Rows:
    if not formed:
        return {}
    ids = {ref: uuid4() for ref, _ in formed}
    told = [share.told for _, share in formed]
    best = await connection.fetch(_BEST, *columns(list(ids)), list(ids.values()), told, now)
    taken = {row["message_id"] for row in best}
    written = [ref for ref in ids if ids[ref] in taken]
    more = await _sum_up(connection, {ref: ids[ref] for ref, share in formed if share.sums_up and ref in written}, now)
    counts = [more.get(ids[ref], 0) for ref in written]
    return _by_ref(await connection.fetch(_WRITE, *columns(written), [ids[ref] for ref in written], counts, now))


async def _sum_up(connection: Connection, ids: Mapping[Ref, UUID], now: datetime) -> Mapping[UUID, int]:
    if not ids:
        return {}
    rest = await connection.fetch(_REST, *columns(list(ids)), list(ids.values()), now)
    return Counter(row["message_id"] for row in rest)


def _by_ref(rows: Sequence[asyncpg.Record]) -> dict[Ref, asyncpg.Record]:
    return {(row["tenant_id"], row["subscription_id"]): row for row in rows}


def columns(refs: Sequence[Ref]) -> tuple[list[str], list[UUID]]:
    return [ref[0] for ref in refs], [ref[1] for ref in refs]
