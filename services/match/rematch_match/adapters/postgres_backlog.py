"""The backlog in PostgreSQL: a row for each person and request, claimed for a minute by whoever works on it."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from rematch_common.contracts import Trigger
from rematch_common.database import Connection, Database
from rematch_match.domain.facts import CandidateKey
from rematch_match.ports.backlog import Chunk

# Each tenant's oldest few, so that fifty thousand of one never stand before another's first; and with them whatever
# else the same people wait for.
_CLAIM = """
WITH next AS (
  SELECT waiting.tenant_id, waiting.candidate_id FROM tenants t CROSS JOIN LATERAL (
    SELECT b.tenant_id, b.candidate_id, b.asked_at FROM backlog b
    WHERE b.tenant_id = t.tenant_id
      AND (b.claimed_at IS NULL OR b.claimed_at < $2::timestamptz - interval '1 minute')
    ORDER BY b.asked_at, b.candidate_id LIMIT $1 FOR UPDATE SKIP LOCKED
  ) AS waiting
  ORDER BY row_number() OVER (PARTITION BY t.tenant_id ORDER BY waiting.asked_at), t.tenant_id LIMIT $1),
mine AS (
  SELECT b.tenant_id, b.candidate_id, b.request_id FROM backlog b
  WHERE (b.tenant_id, b.candidate_id) IN (SELECT tenant_id, candidate_id FROM next)
    AND (b.claimed_at IS NULL OR b.claimed_at < $2::timestamptz - interval '1 minute') FOR UPDATE SKIP LOCKED)
UPDATE backlog b SET claimed_at = $2::timestamptz FROM mine JOIN requests r USING (tenant_id, request_id)
WHERE (b.tenant_id, b.candidate_id, b.request_id) = (mine.tenant_id, mine.candidate_id, mine.request_id)
RETURNING b.tenant_id, b.candidate_id, b.asked_at, r.trigger
"""
# One matching serves every request for the same person that was there when it was claimed, whoever else has claimed it
# before. Not by when they were asked for: a change of settings may be asked for before that and committed after.
_DONE = """
WITH gone AS (
  DELETE FROM backlog b USING unnest($1::text[], $2::text[]) AS k(tenant_id, candidate_id)
  WHERE b.tenant_id = k.tenant_id AND b.candidate_id = k.candidate_id AND b.claimed_at <= $3
  RETURNING b.tenant_id, b.request_id),
counted AS (SELECT tenant_id, request_id, count(*) AS done FROM gone GROUP BY tenant_id, request_id)
UPDATE requests r SET done = r.done + c.done
FROM counted c WHERE r.tenant_id = c.tenant_id AND r.request_id = c.request_id
"""
_PRUNE = """
DELETE FROM requests r USING (
  SELECT request_id FROM requests WHERE ended_at < $1 ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED) AS old
WHERE r.request_id = old.request_id RETURNING 1
"""
# Not by counting: who was erased meanwhile is in no backlog any more.
ENDED = """
UPDATE requests r SET ended_at = $1 WHERE ended_at IS NULL AND NOT EXISTS (
  SELECT FROM backlog b WHERE b.tenant_id = r.tenant_id AND b.request_id = r.request_id)
"""
_ALL = """
WITH asked AS (
  INSERT INTO backlog (tenant_id, candidate_id, request_id, asked_at)
  SELECT tenant_id, candidate_id, $2, $4 FROM candidates
  WHERE tenant_id = $1 AND alive AND ($5::text IS NULL OR candidate_id = $5) RETURNING 1)
INSERT INTO requests (request_id, tenant_id, trigger, asked_at, total, ended_at)
SELECT $2, $1, $3, $4, count(*), CASE WHEN count(*) = 0 THEN $4 END FROM asked RETURNING total
"""


async def enqueue_all(connection: Connection, tenant_id: str, request_id: UUID, trigger: Trigger, at: datetime) -> int:
    """Everybody of the tenant is to be matched again. Within the caller's transaction; gives how many they are."""
    return int(await connection.fetchval(_ALL, tenant_id, request_id, trigger, at, None))


async def enqueue_one(connection: Connection, key: CandidateKey, request_id: UUID, at: datetime) -> int:
    """Somebody asked for this person's matches anew: 0 if nobody of that id can be matched."""
    return int(await connection.fetchval(_ALL, key[0], request_id, "requested", at, key[1]))


class PostgresBacklog:
    """See rematch_match.ports.backlog.Backlog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, size: int, at: datetime) -> list[Chunk]:
        async with self._database.transaction(await self._tenants()) as connection:
            rows = await connection.fetch(_CLAIM, size, at)
        oldest: dict[CandidateKey, Trigger] = {}
        for row in sorted(rows, key=lambda row: row["asked_at"]):
            oldest.setdefault((row["tenant_id"], row["candidate_id"]), row["trigger"])
        chunks: dict[Trigger, list[CandidateKey]] = defaultdict(list)
        for key, trigger in sorted(oldest.items()):
            chunks[trigger].append(key)
        return [Chunk(keys, trigger, at) for trigger, keys in chunks.items()]

    async def done(self, chunk: Chunk, at: datetime) -> None:
        async with self._database.transaction({key[0] for key in chunk.keys}) as connection:
            people = [key[0] for key in chunk.keys], [key[1] for key in chunk.keys]
            await connection.execute(_DONE, *people, chunk.claimed_at)
            await connection.execute(ENDED, at)

    async def prune(self, size: int, before: datetime) -> int:
        async with self._database.transaction(await self._tenants()) as connection:
            return len(await connection.fetch(_PRUNE, before, size))

    async def _tenants(self) -> set[str]:
        async with self._database.transaction() as connection:
            return {row["tenant_id"] for row in await connection.fetch("SELECT tenant_id FROM tenants")}
