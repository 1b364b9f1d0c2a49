"""See rematch_ingest.ports.relearning.Relearned: one transaction a record, which stands in the outbox then."""

from datetime import UTC, datetime

import orjson

from rematch_common.contracts import AccessKey, CandidateChanged, TenantSettings
from rematch_common.database import Connection, Database
from rematch_common.outbox import write
from rematch_common.records import Entry, Outgoing, Record

# Which kind it was made as nobody else is told: scopes tell an administrator's.
_KEY = """
INSERT INTO access_keys AS k (key_id, tenant_id, name, scopes, sha256, created_at, revoked_at, expires_at,
  requests_per_minute, kind) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (key_id) DO UPDATE SET revoked_at = excluded.revoked_at
WHERE k.revoked_at IS NULL AND excluded.revoked_at IS NOT NULL RETURNING key_id
"""
_TENANT = """
INSERT INTO tenants AS t (tenant_id, version, settings, created_at, updated_at, deleted_at)
VALUES ($1, $2, $3, $4, $4, $5)
ON CONFLICT (tenant_id) DO UPDATE SET version = excluded.version, settings = excluded.settings,
  updated_at = excluded.updated_at, deleted_at = excluded.deleted_at
WHERE excluded.version > t.version RETURNING tenant_id
"""
_PERSON = """
UPDATE candidates SET version = $3, facts = $4, updated_at = $5,
  withdrawn_at = CASE WHEN $6 THEN NULL ELSE coalesce(withdrawn_at, $5) END
WHERE tenant_id = $1 AND candidate_id = $2 AND version < $3 AND erased_at IS NULL AND version > 0 RETURNING version
"""
_KNOWN = "SELECT version FROM candidates WHERE tenant_id = $1 AND candidate_id = $2 AND version > 0"
_BESIDE = ("version", "updated_at")


class PostgresRelearned:
    """See rematch_ingest.ports.relearning.Relearned."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def key(self, key: AccessKey, record: Record) -> bool:
        kind = "admin" if "admin" in key.scopes else "tenant"
        row = key.key_id, key.tenant_id, key.name, list(key.scopes), key.sha256, key.created_at, key.revoked_at
        async with self._database.transaction() as connection:
            more = key.expires_at, key.limits.requests_per_minute, kind
            if await connection.fetchval(_KEY, *row, *more) is None:
                return False
            await _stand(connection, record)
        return True

    async def tenant(self, settings: TenantSettings | None, record: Record) -> bool:
        tenant_id, at = _text(record.key), _moment(record)
        async with self._database.transaction() as connection:
            told = settings.model_dump_json() if settings else ""
            gone = None if settings else at
            if await connection.fetchval(_TENANT, tenant_id, record.version, told, at, gone) is None:
                return False
            await _stand(connection, record)
        return True

    async def person(self, person: CandidateChanged, record: Record) -> bool | None:
        who = person.tenant_id, person.candidate_id
        facts = person.model_dump(mode="json", exclude=set(_BESIDE), exclude_none=True)
        async with self._database.transaction([person.tenant_id]) as connection:
            if await connection.fetchval(_KNOWN, *who) is None:
                return None
            told = orjson.dumps(facts).decode()
            at = person.updated_at or _moment(record)
            row = *who, person.version, told, at, person.automated_matching
            if await connection.fetchval(_PERSON, *row) is None:
                return False
            await _stand(connection, record, person.version)
        return True


async def _stand(connection: Connection, record: Record, version: int | None = None) -> None:
    said = Outgoing(record.topic, record.key, record.value, record.headers)
    await write(connection, [Entry(said, version or record.version or 0, keep=True)])


def _text(key: bytes | None) -> str:
    return (key or b"").decode("utf-8", "replace")


def _moment(record: Record) -> datetime:
    return datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)
