"""Tenants in PostgreSQL; each change leaves as an event."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import TENANTS, TenantSettings
from rematch_common.database import Connection, Database
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent
from rematch_ingest.adapters.postgres_access_keys import revoke_all
from rematch_ingest.domain.tenants import Rules, Tenant, same, same_for_others, topic_as_kafka_sees_it, unmade_tenant
from rematch_ingest.ports.tenants import Change, Exists, HasPeople, TopicTaken

_ONE = "SELECT * FROM tenants WHERE tenant_id = $1 AND deleted_at IS NULL"
_PAGE = "SELECT * FROM tenants WHERE tenant_id > $1 AND deleted_at IS NULL ORDER BY tenant_id LIMIT $2"
# Held also where there is no row yet.
_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('ingest.tenants/' || $1, 0))"
_ALIKE = """
SELECT * FROM tenants WHERE tenant_id <> $1 AND replace(tenant_id, '.', '_') = $2 AND deleted_at IS NULL
"""
_SAVE = """
INSERT INTO tenants AS known (tenant_id, version, settings, retention_days, ready_without_approval, created_at,
  updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (tenant_id) DO UPDATE SET version = excluded.version, settings = excluded.settings,
  retention_days = excluded.retention_days, ready_without_approval = excluded.ready_without_approval,
  created_at = excluded.created_at, updated_at = excluded.updated_at, deleted_at = NULL
"""
_LAST = "SELECT coalesce((SELECT version FROM tenants WHERE tenant_id = $1), 0)"
_DELETE = """
UPDATE tenants SET version = version + 1, settings = '', deleted_at = $2, updated_at = $2
WHERE tenant_id = $1 AND deleted_at IS NULL RETURNING version
"""
_PEOPLE = "SELECT EXISTS (SELECT FROM candidates WHERE tenant_id = $1 AND erased_at IS NULL)"


class PostgresTenants:
    """See rematch_ingest.ports.tenants.Tenants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, tenant: Tenant) -> Tenant:
        async with self._database.transaction() as connection:
            await connection.execute(_HOLD, tenant.tenant_id)
            if await connection.fetchrow(_ONE, tenant.tenant_id):
                raise Exists
            await _check_topic(connection, None, tenant)
            return await _save(connection, tenant, tenant.created_at)

    async def one(self, tenant_id: str) -> Tenant | None:
        async with self._database.transaction() as connection:
            return await _one(connection, tenant_id)

    async def page(self, after: str, limit: int) -> list[Tenant]:
        async with self._database.transaction() as connection:
            return [_tenant(row) for row in await connection.fetch(_PAGE, after, limit)]

    async def change(self, tenant_id: str, change: Change, now: datetime, *, make: bool = False) -> Tenant | None:
        async with self._database.transaction() as connection:
            await connection.execute(_HOLD, tenant_id)
            known = await _one(connection, tenant_id)
            if known is None and not make:
                return None
            changed = change(known or unmade_tenant(tenant_id, now))
            if known is not None and same(known, changed):
                return known
            await _check_topic(connection, known, changed)
            return await _save(connection, changed, now, told=known is not None and same_for_others(known, changed))

    async def delete(self, tenant_id: str, now: datetime) -> bool:
        async with self._database.transaction([tenant_id]) as connection:
            await connection.execute(_HOLD, tenant_id)
            version = await connection.fetchval(_DELETE, tenant_id, now)
            if version is None:
                return False
            if await connection.fetchval(_PEOPLE, tenant_id):
                raise HasPeople
            await revoke_all(connection, tenant_id, now)
            await _tell(connection, tenant_id, None, version, now)
        return True

    async def rules(self, tenant_id: str) -> Rules:
        async with self._database.transaction() as connection:
            return await rules_of(connection, tenant_id)


async def rules_of(connection: Connection, tenant_id: str) -> Rules:
    """For those who store something of a tenant, within their own transaction."""
    found = await _one(connection, tenant_id)
    return found.rules if found else Rules()


async def _one(connection: Connection, tenant_id: str) -> Tenant | None:
    row = await connection.fetchrow(_ONE, tenant_id)
    return _tenant(row) if row else None


async def _check_topic(connection: Connection, known: Tenant | None, tenant: Tenant) -> None:
    """Raises TopicTaken. Whoever has a topic already keeps it."""
    if not tenant.settings.own_topic or (known and known.settings.own_topic):
        return
    name = topic_as_kafka_sees_it(tenant.tenant_id)
    await connection.execute(_HOLD, f"own_topic/{name}")
    for row in await connection.fetch(_ALIKE, tenant.tenant_id, name):
        if _tenant(row).settings.own_topic:
            raise TopicTaken(row["tenant_id"])


async def _save(connection: Connection, tenant: Tenant, now: datetime, *, told: bool = False) -> Tenant:
    """With the next version, which goes on behind that of one of the same name that is gone. What others know already
    is not told again, and keeps its version: what ingest alone needs to know is nobody else's news."""
    last = await connection.fetchval(_LAST, tenant.tenant_id)
    version = last if told else last + 1
    settings = tenant.settings.model_copy(update={"version": version, "updated_at": now})
    rules = tenant.rules
    await connection.execute(
        _SAVE,
        *(tenant.tenant_id, version, settings.model_dump_json(), rules.retention_days, rules.ready_without_approval),
        *(tenant.created_at, now),
    )
    if not told:
        await _tell(connection, tenant.tenant_id, settings, version, now)
    return replace(tenant, settings=settings)


async def _tell(
    connection: Connection, tenant_id: str, settings: TenantSettings | None, version: int, now: datetime
) -> None:
    event = encode(TENANTS, tenant_id, settings, Stamp("rematch/ingest", now, new_traceparent(), version))
    await write(connection, [Entry(event, version, keep=True)])


def _tenant(row: Any) -> Tenant:
    settings = TenantSettings.model_validate_json(row["settings"])
    rules = Rules(row["retention_days"], row["ready_without_approval"])
    return Tenant(settings, rules, row["created_at"])
