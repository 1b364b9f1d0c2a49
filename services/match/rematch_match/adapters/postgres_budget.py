"""What each tenant spends on verdicts in a day, in PostgreSQL, for all replicas together."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ALERTS, Alert
from rematch_common.database import Database
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent
from rematch_match.adapters.forgetting import SOURCE
from rematch_match.adapters.postgres_wants import every_tenant
from rematch_match.ports.rulings import Cost, Limits

# One statement: two replicas never spend the same money.
_RESERVE = """
INSERT INTO verdict_spending AS s (tenant_id, day, calls, cost) SELECT $1, $2, $3, $4
WHERE ($5::bigint IS NULL OR $3::bigint <= $5) AND ($6::float8 IS NULL OR $4::float8 <= $6)
ON CONFLICT (tenant_id, day) DO UPDATE SET calls = s.calls + excluded.calls, cost = s.cost + excluded.cost
WHERE ($5::bigint IS NULL OR s.calls + excluded.calls <= $5) AND ($6::float8 IS NULL OR s.cost + excluded.cost <= $6)
RETURNING true
"""
_CORRECT = """
UPDATE verdict_spending SET calls = GREATEST(calls + $3, 0), cost = GREATEST(cost + $4, 0)
WHERE tenant_id = $1 AND day = $2
"""
_TELL = """
INSERT INTO verdict_spending AS s (tenant_id, day, told) VALUES ($1, $2, true)
ON CONFLICT (tenant_id, day) DO UPDATE SET told = true WHERE NOT s.told RETURNING true
"""


class PostgresBudget:
    """See rematch_match.ports.rulings.Budget."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, tenant: str, day: date, limits: Limits, cost: Cost) -> bool:
        async with self._database.transaction({tenant}) as connection:
            wanted = (cost.calls, cost.money, limits.calls, limits.money)
            return bool(await connection.fetchval(_RESERVE, tenant, day, *wanted))

    async def correct(self, tenant: str, day: date, reserved: Cost, spent: Cost) -> None:
        async with self._database.transaction({tenant}) as connection:
            more = (spent.calls - reserved.calls, spent.money - reserved.money)
            await connection.execute(_CORRECT, tenant, day, *more)

    async def tell_spent(self, tenant: str, at: datetime) -> bool:
        alert = Alert(
            source="match",
            kind="verdict_budget_spent",
            severity="warning",
            text=f"The budget of {tenant} for verdicts is spent for today (UTC): its matches go on without. "
            "Raise verdicts.calls_per_day or verdicts.usd_per_day where that is not meant.",
            subject=tenant,
            first_at=at,
        )
        async with self._database.transaction({tenant}) as connection:
            first = bool(await connection.fetchval(_TELL, tenant, at.date()))
            if first:
                told = encode(ALERTS, alert.key, alert, Stamp(SOURCE, at, new_traceparent()))
                # The number only tells one alert from another: their topic is not compacted.
                await write(connection, [Entry(told, secrets.randbits(62), keep=False)])
        return first

    async def spent(self, day: date) -> Mapping[str, Cost]:
        query = (
            "SELECT tenant_id, coalesce(s.calls, 0) AS calls, coalesce(s.cost, 0) AS cost FROM tenants "
            "LEFT JOIN (SELECT * FROM verdict_spending WHERE day = $1) AS s USING (tenant_id)"
        )
        async with self._database.transaction(await every_tenant(self._database)) as connection:
            rows = await connection.fetch(query, day)
        return {row["tenant_id"]: Cost(row["calls"], row["cost"]) for row in rows}
