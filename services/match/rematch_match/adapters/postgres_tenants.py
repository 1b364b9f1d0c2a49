"""Tenants' settings in PostgreSQL, and what a change of them starts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from rematch_common.contracts import TenantSettings
from rematch_common.database import Connection, Database
from rematch_match.adapters.postgres_backlog import enqueue_all
from rematch_match.adapters.postgres_learned import IN_FORCE
from rematch_match.adapters.terms_locks import hold_off
from rematch_match.domain.terms import Terms, terms_of

# One at a time and until the end, so that whoever sees a number sees all smaller ones.
_NUMBER = "SELECT pg_advisory_xact_lock(hashtextextended('match.readings', 0))"
_READ_ANEW = """
INSERT INTO readings SELECT $1, coalesce(max(reading), 0) + 1 FROM readings
ON CONFLICT (tenant_id) DO UPDATE SET reading = excluded.reading
"""
# What was learned of the people of a tenant that goes holds for nobody who comes under its name.
_WITHOUT_MODEL = f"""
INSERT INTO learned_switches (tenant_id, number, why, switched_at)
SELECT $1, NULL, 'rolled_back', $2 WHERE ({IN_FORCE}) IS NOT NULL
"""


class PostgresTenants:
    """See rematch_match.ports.circumstances.Tenants."""

    def __init__(self, database: Database, otherwise: Terms) -> None:
        self._database = database
        self._otherwise = otherwise

    async def learn(self, chosen: Sequence[TenantSettings], gone: Sequence[str], at: datetime) -> None:
        for settings in sorted(chosen, key=lambda one: one.tenant_id):
            async with self._database.transaction({settings.tenant_id}) as connection:
                await self._keep(connection, settings.tenant_id, settings, at)
        for tenant_id in sorted(gone):
            async with self._database.transaction({tenant_id}) as connection:
                await self._keep(connection, tenant_id, None, at)

    async def _keep(
        self, connection: Connection, tenant_id: str, settings: TenantSettings | None, at: datetime
    ) -> None:
        """Locked before it is read: two replicas that learn the same at once start one backfill, not two. And those who
        settle pairs on the old terms have done so before anybody is put into the backlog."""
        await hold_off(connection, tenant_id)
        stored = await connection.fetchval("SELECT settings FROM tenant_settings WHERE tenant_id = $1", tenant_id)
        known = TenantSettings.model_validate_json(stored) if stored is not None else None
        if settings is not None and known is not None and settings.version <= known.version:
            return
        if settings is None:
            await connection.execute("DELETE FROM tenant_settings WHERE tenant_id = $1", tenant_id)
            await connection.execute(_WITHOUT_MODEL, tenant_id, at)
        else:
            await connection.execute(
                "INSERT INTO tenant_settings VALUES ($1, $2, $3) ON CONFLICT (tenant_id) DO UPDATE SET "
                "version = excluded.version, settings = excluded.settings",
                tenant_id,
                settings.version,
                settings.model_dump_json(),
            )
        before, after = (_terms(one, self._otherwise) for one in (known, settings))
        if before.own_skills != after.own_skills:
            await connection.execute(_NUMBER)
            await connection.execute(_READ_ANEW, tenant_id)
        if before != after:
            await enqueue_all(connection, tenant_id, uuid4(), "settings_changed", at)


def _terms(settings: TenantSettings | None, otherwise: Terms) -> Terms:
    """What decides about matches: how much of a day verdicts may cost does not."""
    terms = terms_of(settings, otherwise)
    return replace(terms, version=0, verdicts=terms.verdicts.counting)
