"""Access keys in PostgreSQL; each change leaves as an event."""

from datetime import datetime
from typing import Any

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ACCESS_KEYS, AccessKey
from rematch_common.database import Connection, Database
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent

CREATED, REVOKED = 1, 2


class PostgresAccessKeys:
    """See rematch_ingest.ports.keys.AccessKeys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, key: AccessKey) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO access_keys VALUES ($1, $2, $3, $4, $5, $6, $7)",
                *(key.key_id, key.tenant_id, key.name, list(key.scopes), key.sha256, key.created_at, key.revoked_at),
            )
            await _tell(connection, key, CREATED, key.created_at)

    async def all(self, tenant_id: str | None) -> list[AccessKey]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch(
                "SELECT * FROM access_keys WHERE $1::text IS NULL OR tenant_id = $1 ORDER BY created_at", tenant_id
            )
        return [_key(row) for row in rows]

    async def revoke(self, key_id: str, now: datetime) -> AccessKey | None:
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(
                "UPDATE access_keys SET revoked_at = COALESCE(revoked_at, $2) WHERE key_id = $1 RETURNING *",
                key_id,
                now,
            )
            if row is None:
                return None
            await _tell(connection, _key(row), REVOKED, now)
        return _key(row)


async def _tell(connection: Connection, key: AccessKey, version: int, now: datetime) -> None:
    event = encode(ACCESS_KEYS, key.key, key, Stamp("rematch/ingest", now, new_traceparent(), version))
    await write(connection, [Entry(event, version, keep=True)])


def _key(row: Any) -> AccessKey:
    return AccessKey.model_validate(dict(row))
