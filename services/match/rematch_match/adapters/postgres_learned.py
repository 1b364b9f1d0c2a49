"""Models that were learned, and which is in force, in PostgreSQL."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from rematch_common.contracts import TenantSettings
from rematch_common.database import Connection, Database
from rematch_match.adapters.postgres_backlog import enqueue_all
from rematch_match.adapters.terms_locks import hold_off
from rematch_match.domain.learned.card import Card
from rematch_match.domain.learned.switching import Switch
from rematch_match.domain.learned.training import Taught
from rematch_match.domain.profiles.learned import LEARNED
from rematch_match.domain.terms import Terms, terms_of
from rematch_match.ports.learning import Kept, Shelf

_KEEP = """
INSERT INTO learned_models SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4 FROM learned_models
WHERE tenant_id = $1 RETURNING number
"""
_SWITCH = "INSERT INTO learned_switches (tenant_id, number, why, switched_at) VALUES ($1, $2, $3, $4)"
IN_FORCE = "SELECT number FROM learned_switches WHERE tenant_id = $1 ORDER BY switch_id DESC LIMIT 1"
# By its people, or by what it has chosen.
_KNOWN = """
SELECT EXISTS (SELECT FROM tenants WHERE tenant_id = $1) OR EXISTS (SELECT FROM tenant_settings WHERE tenant_id = $1)
"""
_MODELS = "SELECT number, trained_at, card FROM learned_models WHERE tenant_id = $1 ORDER BY number DESC"
_SWITCHES = "SELECT number, why, switched_at FROM learned_switches WHERE tenant_id = $1 ORDER BY switch_id"


class PostgresLearned:
    """See rematch_match.ports.learning.Models. `otherwise`: the terms of who has chosen nothing."""

    def __init__(self, database: Database, otherwise: Terms) -> None:
        self._database = database
        self._otherwise = otherwise

    async def knows(self, tenant: str) -> bool:
        async with self._database.transaction() as connection:
            return bool(await connection.fetchval(_KNOWN, tenant))

    async def keep(self, tenant: str, taught: Taught, at: datetime, instead_of: int | None) -> int | None:
        async with self._database.transaction([tenant]) as connection:
            await hold_off(connection, tenant)
            if await connection.fetchval(IN_FORCE, tenant) != instead_of:
                return None
            card = taught.card.model_dump_json()
            number = int(await connection.fetchval(_KEEP, tenant, at, card, taught.text))
            if taught.passed:
                await self._switch(connection, tenant, Switch(number, "promoted", at))
        return number

    async def switch(self, tenant: str, to: Switch, instead_of: int | None) -> bool:
        async with self._database.transaction([tenant]) as connection:
            await hold_off(connection, tenant)
            if await connection.fetchval(IN_FORCE, tenant) != instead_of:
                return False
            await self._switch(connection, tenant, to)
        return True

    async def shelf(self, tenant: str) -> Shelf:
        async with self._database.transaction([tenant]) as connection:
            models = await connection.fetch(_MODELS, tenant)
            switches = await connection.fetch(_SWITCHES, tenant)
        return Shelf([_kept(row) for row in models], [Switch(*row) for row in switches])

    async def tenants(self) -> list[str]:
        async with self._database.transaction() as connection:
            known = [row[0] for row in await connection.fetch("SELECT tenant_id FROM tenants ORDER BY 1")]
        async with self._database.transaction(known) as connection:
            rows = await connection.fetch("SELECT DISTINCT tenant_id FROM learned_models ORDER BY 1")
        return [row[0] for row in rows]

    async def _switch(self, connection: Connection, tenant: str, to: Switch) -> None:
        await connection.execute(_SWITCH, tenant, to.number, to.why, to.at)
        stored = await connection.fetchval("SELECT settings FROM tenant_settings WHERE tenant_id = $1", tenant)
        settings = TenantSettings.model_validate_json(stored) if stored is not None else None
        if terms_of(settings, self._otherwise).profile == LEARNED.name:
            await enqueue_all(connection, tenant, uuid4(), "model_changed", to.at)


def _kept(row: Any) -> Kept:
    return Kept(row["number"], row["trained_at"], Card.model_validate_json(row["card"]))
