"""The ledger of erasures in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK, ErasureReceipt
from rematch_common.database import Connection, Database
from rematch_common.erasing import Erasure, encoded, receipt
from rematch_common.faults import fault_point
from rematch_common.outbox import lane_of, write
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent
from rematch_ingest.adapters.postgres_people import forget
from rematch_ingest.domain.erasures import SERVICES, Asked, Receipt, erasure_of
from rematch_ingest.ports.erasures import Place

_TOPICS = (CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK)
_ASKED = """
SELECT e.*, r.receipts FROM erasures e CROSS JOIN LATERAL (
  SELECT COALESCE(jsonb_agg(to_jsonb(r)), '[]') AS receipts FROM erasure_receipts r
  WHERE r.tenant_id = e.tenant_id AND r.erasure_id = e.erasure_id) AS r
"""
# Who is known at that version or above it has come anew, or is erased already.
_PERSON = "SELECT version FROM candidates WHERE tenant_id = $1 AND candidate_id = $2 FOR UPDATE"
_FLOOR = """
INSERT INTO candidates AS c (tenant_id, candidate_id, version, facts, updated_at, erased_at)
VALUES ($1, $2, $3, '{}', $4, $4)
ON CONFLICT (tenant_id, candidate_id) DO UPDATE SET version = GREATEST(c.version, excluded.version)
"""
_NOTE = """
INSERT INTO erasures (tenant_id, candidate_id, version, erasure_id, asked_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, candidate_id, version) DO UPDATE SET replayed_at = excluded.asked_at, swept_at = NULL
"""
# Whoever is publishing one of these keys now holds its lane, and has noted the place before letting go.
_HOLD = "SELECT lane FROM outbox_lanes WHERE lane = ANY ($1) ORDER BY lane FOR UPDATE"
_UNPUBLISH = "DELETE FROM outbox WHERE topic = ANY ($1) AND key = $2 AND version <= $3"
_CONFIRM = """
INSERT INTO erasure_receipts (tenant_id, erasure_id, store, done_at, gone_by, counts)
SELECT $1, $2, $3, $4, $5, $6 WHERE EXISTS (SELECT FROM erasures WHERE tenant_id = $1 AND erasure_id = $2)
ON CONFLICT (tenant_id, erasure_id, store) DO NOTHING
"""
_UNSWEPT = f"""
{_ASKED} WHERE e.swept_at IS NULL AND $1 = (SELECT count(*) FROM erasure_receipts d
  WHERE d.tenant_id = e.tenant_id AND d.erasure_id = e.erasure_id AND d.store = ANY ($2))
ORDER BY e.asked_at, e.erasure_id LIMIT $3
"""
_SWEPT = "UPDATE erasures SET swept_at = $3 WHERE tenant_id = $1 AND erasure_id = $2 AND swept_at IS NULL"


class PostgresErasures:
    """See rematch_ingest.ports.erasures.Erasures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def erase(self, tenant_id: str, candidate_id: str, now: datetime) -> Asked | None:
        async with self._database.transaction([tenant_id]) as connection:
            version = await forget(connection, tenant_id, candidate_id)
            if version is not None:
                await _write(connection, erasure_of(tenant_id, candidate_id, version), now, keep=True)
            found = await connection.fetchrow(
                f"{_ASKED} WHERE e.tenant_id = $1 AND e.candidate_id = $2 ORDER BY e.version DESC LIMIT 1",
                *(tenant_id, candidate_id),
            )
            fault_point("erasures.written")
        fault_point("erasures.committed")
        return _asked(found) if found else None

    async def again(self, erasure: Erasure, now: datetime) -> bool:
        async with self._database.transaction([erasure.tenant_id]) as connection:
            person = await connection.fetchrow(_PERSON, *erasure.person)
            anew = person is not None and person["version"] > erasure.version
            if not anew:
                await forget(connection, *erasure.person)
                await connection.execute(_FLOOR, *erasure.person, erasure.version, now)
            await connection.execute(
                "DELETE FROM erasure_receipts WHERE tenant_id = $1 AND erasure_id = $2",
                *(erasure.tenant_id, erasure.erasure_id),
            )
            await _write(connection, erasure, now, keep=not anew)
        return not anew

    async def one(self, tenant_id: str, erasure_id: str) -> Asked | None:
        async with self._database.transaction([tenant_id]) as connection:
            row = await connection.fetchrow(
                f"{_ASKED} WHERE e.tenant_id = $1 AND e.erasure_id = $2", tenant_id, erasure_id
            )
        return _asked(row) if row else None

    async def some(self, tenant_id: str, limit: int, after: Place | None = None) -> list[Asked]:
        at, erasure_id = after or (None, None)
        async with self._database.transaction([tenant_id]) as connection:
            rows = await connection.fetch(
                f"{_ASKED} WHERE e.tenant_id = $1 "
                "AND ($2::timestamptz IS NULL OR (e.asked_at, e.erasure_id) < ($2, $3)) "
                "ORDER BY e.asked_at DESC, e.erasure_id DESC LIMIT $4",
                *(tenant_id, at, erasure_id, limit),
            )
        return [_asked(row) for row in rows]

    async def confirm(self, receipts: Sequence[ErasureReceipt]) -> None:
        mine = sorted((one for one in receipts if one.tenant_id), key=lambda one: (one.tenant_id, one.key, one.store))
        async with self._database.transaction({str(one.tenant_id) for one in mine}) as connection:
            for one in mine:
                await connection.execute(_CONFIRM, one.tenant_id, one.erasure_id, *_columns(one))

    async def all(self, since: datetime | None) -> list[Asked]:
        async with self._database.transaction(await self._tenants()) as connection:
            rows = await connection.fetch(
                f"{_ASKED} WHERE $1::timestamptz IS NULL OR e.asked_at >= $1 ORDER BY e.asked_at, e.erasure_id", since
            )
        return [_asked(row) for row in rows]

    async def unswept(self, limit: int) -> list[Asked]:
        async with self._database.transaction(await self._tenants()) as connection:
            rows = await connection.fetch(_UNSWEPT, len(SERVICES), SERVICES, limit)
        return [_asked(row) for row in rows]

    async def swept(self, receipts: Sequence[ErasureReceipt]) -> None:
        async with self._database.transaction({str(one.tenant_id) for one in receipts}) as connection:
            for one in sorted(receipts, key=lambda one: (str(one.tenant_id), one.erasure_id)):
                # Where several replicas look, the first word counts.
                if await connection.execute(_SWEPT, one.tenant_id, one.erasure_id, one.done_at) == "UPDATE 1":
                    await connection.execute(_CONFIRM, one.tenant_id, one.erasure_id, *_columns(one))
                    # Behind ingest's own, which has the same key.
                    await write(connection, [Entry(encoded(one), (one.version or 0) + 1, keep=False)])

    async def _tenants(self) -> list[str]:
        async with self._database.transaction() as connection:
            return [row[0] for row in await connection.fetch("SELECT DISTINCT tenant_id FROM access_keys")]


async def _write(connection: Connection, erasure: Erasure, now: datetime, *, keep: bool) -> None:
    """Noted, and told: nothing that was to be published of them leaves any more, and a tombstone does. It stays as the
    last word about them, unless they have come anew."""
    key = "/".join(erasure.person)
    await connection.execute(_NOTE, *erasure.person, erasure.version, erasure.erasure_id, now)
    await connection.fetch(_HOLD, sorted({lane_of(topic.name, key) for topic in _TOPICS}))
    await connection.execute(_UNPUBLISH, [topic.name for topic in _TOPICS], key, erasure.version)
    stamp = Stamp("rematch/ingest", now, new_traceparent(), erasure.version, erasure.erasure_id)
    # On both topics, as either may hold a record of them that is to be compacted away.
    entries = [Entry(encode(topic, key, None, stamp), erasure.version, keep) for topic in _TOPICS]
    told = receipt(erasure, "ingest", now, {"people": 1})
    await write(connection, [*entries, Entry(told, erasure.version, keep=False)])
    await connection.execute(
        _CONFIRM, erasure.tenant_id, erasure.erasure_id, "ingest", now, None, orjson.dumps({"people": 1}).decode()
    )


def _columns(one: ErasureReceipt) -> tuple[Any, ...]:
    return one.store, one.done_at, one.gone_by, orjson.dumps(one.counts).decode()


def _asked(row: Any) -> Asked:
    erasure = Erasure(row["erasure_id"], row["tenant_id"], row["candidate_id"], row["version"])
    receipts = {one["store"]: _receipt(one) for one in orjson.loads(row["receipts"])}
    return Asked(erasure, row["asked_at"], row["replayed_at"], receipts)


def _receipt(one: dict[str, Any]) -> Receipt:
    gone_by = one["gone_by"]
    return Receipt(
        datetime.fromisoformat(one["done_at"]), one["counts"], datetime.fromisoformat(gone_by) if gone_by else None
    )
