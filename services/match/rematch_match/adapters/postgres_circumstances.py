"""Rarity and tenants' terms in PostgreSQL, read again only when they have changed."""

from dataclasses import replace
from datetime import datetime, timedelta

import orjson

from rematch_common.contracts import TenantSettings
from rematch_common.database import Connection, Database
from rematch_match.adapters.complaints import Complaints
from rematch_match.adapters.learned_in_force import LearnedInForce, standing
from rematch_match.domain.rarity import Rarity, weights_of
from rematch_match.domain.terms import Terms, terms_of
from rematch_match.ports.circumstances import Circumstances

# How many snapshots stay: an audit row names the one that it was scored with, and holds the weights that it used.
_KEPT = 20
_SOONER = 15
# Versions only grow, and a tenant that goes changes the number of them. Switches are counted, and none is ever taken
# away: of two that are made at once the one with the smaller number may be there later.
_STATE = """
SELECT (SELECT coalesce(max(version), 0) FROM rarity), (SELECT count(*) FROM tenant_settings),
  (SELECT coalesce(sum(version), 0) FROM tenant_settings), (SELECT coalesce(max(reading), 0) FROM readings),
  (SELECT count(*) FROM learned_switches), (SELECT model FROM model_in_force)
"""
_COUNTED = """
SELECT skill, count(*) AS asked FROM jobs CROSS JOIN unnest(skills) AS skill WHERE alive GROUP BY skill
"""


class PostgresCircumstances:
    """See rematch_match.ports.circumstances.Prevailing. `otherwise`: the terms of who has chosen nothing."""

    def __init__(self, database: Database, otherwise: Terms) -> None:
        self._database = database
        self._state: tuple[object, ...] | None = None
        self._known = Circumstances(otherwise=otherwise)
        self._complaints = Complaints()
        self._learned = LearnedInForce(database)

    async def now(self) -> Circumstances:
        async with self._database.transaction() as connection:
            state = tuple(await connection.fetchrow(_STATE) or ())
            if state == self._state:
                return self._known
            known, stand = await self._read(connection), await standing(connection)
        own = await self._learned.terms(known.own, known.otherwise, stand)
        self._known, self._state = replace(known, own=own, model=state[-1] or ""), state
        return self._known

    async def take_snapshot(self, at: datetime, every: timedelta) -> bool:
        async with self._database.transaction() as connection:
            # One of several replicas; the others find it taken.
            if not await connection.fetchval("SELECT pg_try_advisory_xact_lock(hashtextextended('match.rarity', 0))"):
                return False
            openings = await connection.fetchval("SELECT count(*) FROM jobs WHERE alive")
            last = await connection.fetchrow("SELECT made_at, openings FROM rarity ORDER BY version DESC LIMIT 1")
            if last is not None:
                paced = every / _SOONER if openings >= 2 * max(1, last["openings"]) else every
                if at - last["made_at"] < paced:
                    return False
            asked = {row["skill"]: row["asked"] for row in await connection.fetch(_COUNTED)}
            await connection.execute(
                "INSERT INTO rarity (made_at, openings, weights) VALUES ($1, $2, $3)",
                at,
                openings,
                orjson.dumps(weights_of(asked, openings)).decode(),
            )
            await connection.execute(
                "DELETE FROM rarity WHERE version <= (SELECT max(version) FROM rarity) - $1", _KEPT
            )
        return True

    async def _read(self, connection: Connection) -> Circumstances:
        snapshot = await connection.fetchrow("SELECT version, weights FROM rarity ORDER BY version DESC LIMIT 1")
        # Before the settings: what was read with newer ones than this number says is only read again.
        readings = await connection.fetch("SELECT tenant_id, reading FROM readings")
        rows = await connection.fetch("SELECT tenant_id, settings FROM tenant_settings")
        otherwise = self._known.otherwise
        chosen = [TenantSettings.model_validate_json(row["settings"]) for row in rows]
        self._complaints.about(chosen, otherwise)
        return Circumstances(
            Rarity(snapshot["version"], orjson.loads(snapshot["weights"])) if snapshot else Rarity(),
            otherwise,
            {row["tenant_id"]: terms_of(own, otherwise) for row, own in zip(rows, chosen, strict=True)},
            {row["tenant_id"]: row["reading"] for row in readings},
        )
