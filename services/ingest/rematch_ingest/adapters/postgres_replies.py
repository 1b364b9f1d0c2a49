"""Answers under idempotency keys, in PostgreSQL."""

from datetime import datetime, timedelta

from rematch_common.database import Database
from rematch_ingest.adapters.tenants import all_tenants
from rematch_ingest.ports.replies import Busy, Reply

KEPT = timedelta(hours=24)
# Whoever claimed a key and said nothing for so long has died.
LEASE = timedelta(minutes=5)
_CLAIM = """
INSERT INTO replies AS known (tenant_id, key, claimed_at) VALUES ($1, $2, $3)
ON CONFLICT (tenant_id, key) DO UPDATE SET claimed_at = excluded.claimed_at, sha256 = NULL, status = NULL,
  media_type = NULL, body = NULL
WHERE known.claimed_at <= CASE WHEN known.status IS NULL THEN $4::timestamptz ELSE $5::timestamptz END
RETURNING key
"""
_KEEP = "UPDATE replies SET sha256 = $3, status = $4, media_type = $5, body = $6 WHERE tenant_id = $1 AND key = $2"
_RELEASE = "DELETE FROM replies WHERE tenant_id = $1 AND key = $2 AND status IS NULL"


class PostgresReplies:
    """See rematch_ingest.ports.replies.Replies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, tenant_id: str, key: str, now: datetime) -> Reply | None:
        async with self._database.transaction([tenant_id]) as connection:
            if await connection.fetchval(_CLAIM, tenant_id, key, now, now - LEASE, now - KEPT):
                return None
            found = await connection.fetchrow(
                "SELECT sha256, status, media_type, body FROM replies WHERE tenant_id = $1 AND key = $2", tenant_id, key
            )
        if found is None or found["status"] is None:
            raise Busy
        return Reply(**dict(found))

    async def keep(self, tenant_id: str, key: str, reply: Reply) -> None:
        async with self._database.transaction([tenant_id]) as connection:
            told = reply.sha256, reply.status, reply.media_type, reply.body
            await connection.execute(_KEEP, tenant_id, key, *told)

    async def release(self, tenant_id: str, key: str) -> None:
        async with self._database.transaction([tenant_id]) as connection:
            await connection.execute(_RELEASE, tenant_id, key)

    async def prune(self, before: datetime) -> None:
        for tenants in await all_tenants(self._database):
            async with self._database.transaction(tenants) as connection:
                await connection.execute("DELETE FROM replies WHERE claimed_at < $1", before)
