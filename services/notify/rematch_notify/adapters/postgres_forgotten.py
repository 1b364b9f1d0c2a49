"""Whom notify has forgotten, in PostgreSQL."""

from collections.abc import Sequence

from rematch_common.contracts import ErasureReceipt
from rematch_common.database import Connection, Database
from rematch_common.erasing import Erasure
from rematch_notify.adapters import erasing
from rematch_notify.domain.matches import Ended
from rematch_notify.ports.forgotten import Forgot

_KNOW = """
INSERT INTO erasures (tenant_id, erasure_id, candidate_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
"""
# An erasure that is confirmed again tells of no tombstones: there were none left.
_ANNOUNCE = """
INSERT INTO erasures AS e (tenant_id, erasure_id, candidate_id, version, tombstones, erased_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id, erasure_id) DO UPDATE SET version = excluded.version,
  tombstones = GREATEST(e.tombstones, excluded.tombstones), erased_at = COALESCE(e.erased_at, excluded.erased_at)
RETURNING erased_at
"""
_COMPLETE = """
SELECT * FROM erasures e
WHERE (tenant_id, erasure_id) IN (SELECT * FROM unnest($1::text[], $2::text[])) AND version IS NOT NULL
  AND tombstones <= (SELECT count(*) FROM erased_pairs p
    WHERE p.tenant_id = e.tenant_id AND p.erasure_id = e.erasure_id)
ORDER BY tenant_id, erasure_id
"""
_COUNT = """
UPDATE erasures SET deliveries = deliveries + $3, tellings = tellings + $4, messages = messages + $5,
  subscriptions = subscriptions + $6 WHERE tenant_id = $1 AND erasure_id = $2
"""
Key = tuple[str, str]


class PostgresForgotten:
    """See rematch_notify.ports.forgotten.Forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def forget(self, ended: Sequence[Ended], announced: Sequence[ErasureReceipt]) -> list[Forgot]:
        tenants = {one.tenant_id for one in ended} | {str(one.tenant_id) for one in announced}
        async with self._database.transaction(tenants) as connection:
            keys: set[Key] = set()
            for pair in sorted(ended, key=lambda pair: (pair.tenant_id, pair.match_id)):
                keys |= await _end(connection, pair)
            for one in sorted(announced, key=lambda one: (str(one.tenant_id), one.erasure_id)):
                keys.add(await _announce(connection, one))
            columns = [key[0] for key in keys], [key[1] for key in keys]
            rows = await connection.fetch(_COMPLETE, *columns)
        return [
            Forgot(
                Erasure(row["erasure_id"], row["tenant_id"], row["candidate_id"], row["version"]),
                {name: row[name] for name in erasing.COUNTED},
            )
            for row in rows
        ]


async def _end(connection: Connection, pair: Ended) -> set[Key]:
    """Gives the erasure that the pair's end belongs to, if any."""
    gone = await erasing.of_pair(connection, pair)
    if pair.erasure_id is None:
        return set()
    key = pair.tenant_id, pair.erasure_id
    await connection.execute(_KNOW, *key, pair.candidate_id)
    await connection.execute("INSERT INTO erased_pairs VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", *key, pair.match_id)
    await connection.execute(_COUNT, *key, *gone)
    return {key}


async def _announce(connection: Connection, one: ErasureReceipt) -> Key:
    key, tombstones = (str(one.tenant_id), one.erasure_id), one.counts.get("tombstones", 0)
    # Match's word comes again with a later time, whenever it reads again of the erasure: who came anew meanwhile stays.
    first = await connection.fetchval(_ANNOUNCE, *key, one.candidate_id, one.version, tombstones, one.done_at)
    gone = await erasing.of_person(connection, (key[0], str(one.candidate_id)), first)
    await connection.execute(_COUNT, *key, *gone)
    return key
