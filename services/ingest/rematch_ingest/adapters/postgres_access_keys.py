"""Access keys in PostgreSQL; each change leaves as an event."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ACCESS_KEYS, AccessKey, Limits
from rematch_common.database import Connection, Database
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent
from rematch_ingest.domain.keys import Kind, KnownKey, ToldUse, Use
from rematch_ingest.ports.keys import TooMany

CREATED, REVOKED = 1, 2
_ADD = """
INSERT INTO access_keys (key_id, tenant_id, name, scopes, sha256, created_at, revoked_at, expires_at,
  requests_per_minute, kind) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
# Two requests at once must not both find room for one.
_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('ingest.keys/' || $1, 0))"
_IN_FORCE = """
SELECT count(*) FROM access_keys
WHERE tenant_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
"""
_ALL = """
SELECT * FROM access_keys WHERE ($1::text IS NULL OR tenant_id = $1) AND ($2::text IS NULL OR kind = $2)
ORDER BY created_at, key_id
"""
_REVOKE = """
UPDATE access_keys SET revoked_at = COALESCE(revoked_at, $2)
WHERE key_id = $1 AND ($3::text IS NULL OR tenant_id = $3) AND ($4::text IS NULL OR kind = $4) RETURNING *
"""
_REVOKE_ALL = "UPDATE access_keys SET revoked_at = $2 WHERE tenant_id = $1 AND revoked_at IS NULL RETURNING *"
_NOTE = """
UPDATE access_keys SET requests = requests + $2, last_used_at = greatest(last_used_at, $3) WHERE key_id = $1
"""

_TAKE = """
WITH fresh AS (
  INSERT INTO key_tellers AS known (key_id, teller, number, told_at) VALUES ($1, $2, $3, $5)
  ON CONFLICT (key_id, teller) DO UPDATE SET number = excluded.number, told_at = excluded.told_at
  WHERE known.number < excluded.number RETURNING known.key_id)
UPDATE access_keys k SET requests = k.requests + $4, last_used_at = greatest(k.last_used_at, $5)
FROM fresh WHERE k.key_id = fresh.key_id
"""


class PostgresAccessKeys:
    """See rematch_ingest.ports.keys.AccessKeys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, key: AccessKey, kind: Kind, most: int | None = None) -> None:
        async with self._database.transaction() as connection:
            if most is not None:
                await connection.execute(_HOLD, key.tenant_id)
                if await connection.fetchval(_IN_FORCE, key.tenant_id, key.created_at) >= most:
                    raise TooMany
            await connection.execute(
                _ADD,
                *(key.key_id, key.tenant_id, key.name, list(key.scopes), key.sha256, key.created_at, key.revoked_at),
                *(key.expires_at, key.limits.requests_per_minute, kind),
            )
            await _tell(connection, key, CREATED, key.created_at)

    async def all(self, tenant_id: str | None, kind: Kind | None = None) -> list[KnownKey]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch(_ALL, tenant_id, kind)
        return [KnownKey(_key(row), row["kind"], row["requests"], row["last_used_at"]) for row in rows]

    async def revoke(
        self, key_id: str, now: datetime, tenant_id: str | None = None, kind: Kind | None = None
    ) -> AccessKey | None:
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(_REVOKE, key_id, now, tenant_id, kind)
            if row is None:
                return None
            await _tell(connection, _key(row), REVOKED, now)
        return _key(row)

    async def revoked(self, since: datetime) -> list[str]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch("SELECT key_id FROM access_keys WHERE revoked_at >= $1", since)
        return [row["key_id"] for row in rows]

    async def note_uses(self, uses: Mapping[str, Use]) -> None:
        # In one order, so that two replicas never wait for each other in a circle.
        noted = [(key_id, use.requests, use.last_at) for key_id, use in sorted(uses.items())]
        async with self._database.transaction() as connection:
            await connection.executemany(_NOTE, noted)

    async def take_told(self, told: Sequence[ToldUse]) -> None:
        by_key = sorted(told, key=lambda one: (one.key_id, one.teller, one.number))
        taken = [(one.key_id, one.teller, one.number, one.use.requests, one.use.last_at) for one in by_key]
        async with self._database.transaction() as connection:
            await connection.executemany(_TAKE, taken)

    async def prune_told(self, before: datetime) -> None:
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM key_tellers WHERE told_at < $1", before)


async def revoke_all(connection: Connection, tenant_id: str, now: datetime) -> None:
    """Every key of a tenant that ends, within the transaction that ends it."""
    for row in await connection.fetch(_REVOKE_ALL, tenant_id, now):
        await _tell(connection, _key(row), REVOKED, now)


async def _tell(connection: Connection, key: AccessKey, version: int, now: datetime) -> None:
    event = encode(ACCESS_KEYS, key.key, key, Stamp("rematch/ingest", now, new_traceparent(), version))
    await write(connection, [Entry(event, version, keep=True)])


def _key(row: Any) -> AccessKey:
    told = dict(row)
    return AccessKey.model_validate({**told, "limits": Limits(requests_per_minute=told["requests_per_minute"])})
