"""Subscriptions in PostgreSQL, addresses sealed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from rematch_common.database import Connection, Database
from rematch_common.sealing import Sealer
from rematch_notify.adapters.subscription_rows import COLUMNS, subscription_of, values
from rematch_notify.domain.subscriptions import Ref, Subscription
from rematch_notify.ports.subscriptions import Change, TooMany, Unknown

_NAMES = ", ".join(COLUMNS)
_PLACES = ", ".join(f"${place}" for place in range(1, len(COLUMNS) + 1))
_OF = "WHERE tenant_id = $1 AND subscription_id = $2"
_ADD = f"INSERT INTO subscriptions ({_NAMES}) VALUES ({_PLACES})"
_HELD = f"SELECT * FROM subscriptions {_OF} FOR NO KEY UPDATE"
_CHANGE = f"UPDATE subscriptions SET ({_NAMES}) = ({_PLACES}) {_OF}"
_TURN = "INSERT INTO turns (tenant_id, subscription_id, about, deployment) VALUES ($1, $2, $3, $4)"
# Two requests at once must not both find room for one.
_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('notify.subscriptions/' || $1, 0))"
_LIST = """
SELECT * FROM subscriptions WHERE tenant_id = $1 AND ($2::text IS NULL OR subscriber = $2)
AND ($3::timestamptz IS NULL OR (created_at, subscription_id) > ($3, $4::uuid))
ORDER BY created_at, subscription_id LIMIT $5
"""
# Of people there may be many with subscriptions of their own: they are looked for by name.
_OF_PEOPLE = """
SELECT * FROM subscriptions WHERE state = 'active' AND about = 'matches' AND tenant_id = ANY ($1)
AND candidate_id IS NULL
UNION ALL SELECT s.* FROM unnest($2::text[], $3::text[]) AS person (tenant_id, candidate_id)
JOIN subscriptions s USING (tenant_id, candidate_id) WHERE s.state = 'active' AND s.about = 'matches'
"""
_OVERSEERS = "SELECT DISTINCT tenant_id FROM turns WHERE about = 'alerts' AND deployment"
_OF_OPERATORS = """
SELECT * FROM subscriptions WHERE about = 'alerts' AND state = 'active' AND (deployment OR tenant_id = ANY ($1))
"""
_RETIME = f"UPDATE tellings SET due_at = $3 {_OF} AND state = 'waiting'"
# Whoever delivers looks again: there may be something for a subscription that is on again, or on its way.
_LOOK = f"""
UPDATE turns SET next_at = LEAST((SELECT min(due_at) FROM tellings {_OF} AND state = 'waiting'),
  (SELECT next_at FROM messages {_OF} AND state = 'sending')) {_OF} AND leased_until IS NULL
"""


class PostgresSubscriptions:
    """See rematch_notify.ports.subscriptions.Subscriptions."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    async def create(self, subscription: Subscription, most: int) -> None:
        row = values(subscription, self._sealer)
        async with self._database.transaction([subscription.tenant_id]) as connection:
            await connection.execute(_HOLD, subscription.tenant_id)
            there = await connection.fetchval("SELECT count(*) FROM turns WHERE tenant_id = $1", subscription.tenant_id)
            if there >= most:
                raise TooMany
            await connection.execute(_ADD, *row)
            await connection.execute(_TURN, *subscription.ref, subscription.about, subscription.deployment)

    async def get(self, ref: Ref) -> Subscription:
        async with self._database.transaction([ref[0]]) as connection:
            row = await connection.fetchrow(f"SELECT * FROM subscriptions {_OF}", *ref)
        if row is None:
            raise Unknown
        return subscription_of(row, self._sealer)

    async def list(
        self, tenant_id: str, subscriber: str | None, after: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[Subscription]:
        async with self._database.transaction([tenant_id]) as connection:
            rows = await connection.fetch(_LIST, tenant_id, subscriber, *(after or (None, None)), limit)
        return [subscription_of(row, self._sealer) for row in rows]

    async def change(self, ref: Ref, change: Change) -> Subscription:
        async with self._database.transaction([ref[0]]) as connection:
            await hold_turns(connection, _OF, *ref)
            row = await connection.fetchrow(_HELD, *ref)
            if row is None:
                raise Unknown
            changed, due_at = change(subscription_of(row, self._sealer))
            await connection.execute(_CHANGE, *values(changed, self._sealer))
            if due_at is not None:
                await connection.execute(_RETIME, *ref, due_at)
            await connection.execute(_LOOK, *ref)
        return changed

    async def remove(self, ref: Ref) -> None:
        async with self._database.transaction([ref[0]]) as connection:
            if not await removed(connection, f"{_OF}", *ref):
                raise Unknown

    async def of_tenants(self, people: Collection[tuple[str, str]]) -> Sequence[Subscription]:
        tenants = sorted({tenant_id for tenant_id, _ in people})
        columns = [person[0] for person in people], [person[1] for person in people]
        async with self._database.transaction(tenants) as connection:
            rows = await connection.fetch(_OF_PEOPLE, tenants, *columns)
        return [subscription_of(row) for row in rows]

    async def of_operators(self, tenants: Collection[str]) -> Sequence[Subscription]:
        async with self._database.transaction() as connection:
            overseers = {row["tenant_id"] for row in await connection.fetch(_OVERSEERS)}
        async with self._database.transaction({*tenants, *overseers}) as connection:
            rows = await connection.fetch(_OF_OPERATORS, sorted(tenants))
        return [subscription_of(row) for row in rows]


async def hold_turns(connection: Connection, which: str, *given: object) -> None:
    """Turns before all else of a subscription, as everybody takes them: else two would wait for each other."""
    theirs = f"SELECT tenant_id, subscription_id FROM subscriptions {which}"
    which_turns = f"WHERE (tenant_id, subscription_id) IN ({theirs}) ORDER BY tenant_id, subscription_id"
    await connection.execute(f"SELECT FROM turns {which_turns} FOR UPDATE", *given)


async def removed(connection: Connection, which: str, *given: object) -> int:
    """How many subscriptions went, with all that was told to them and waited for them."""
    await hold_turns(connection, which, *given)
    rows = await connection.fetch(f"DELETE FROM subscriptions {which} RETURNING tenant_id, subscription_id", *given)
    columns = [row[0] for row in rows], [row[1] for row in rows]
    await connection.execute(
        "DELETE FROM turns WHERE (tenant_id, subscription_id) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))",
        *columns,
    )
    return len(rows)
