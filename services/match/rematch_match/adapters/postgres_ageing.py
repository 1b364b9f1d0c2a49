"""Matches whose grade is due to change, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from rematch_common.database import Database
from rematch_match.domain.pairs import PairKey

# Settling a pair that has changed tells when it changes next; one that hasn't is looked at again in an hour.
_CLAIM = """
UPDATE matches SET ages_at = $2::timestamptz + interval '1 hour' FROM (
  SELECT tenant_id, candidate_id, job_id FROM matches
  WHERE state = 'active' AND ages_at IS NOT NULL AND ages_at <= $2::timestamptz ORDER BY ages_at LIMIT $1
  FOR UPDATE SKIP LOCKED) AS due
WHERE (matches.tenant_id, matches.candidate_id, matches.job_id) = (due.tenant_id, due.candidate_id, due.job_id)
RETURNING matches.tenant_id, matches.candidate_id, matches.job_id
"""


class PostgresAgeing:
    """See rematch_match.ports.ageing.Ageing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, size: int, at: datetime) -> Sequence[PairKey]:
        async with self._database.transaction() as connection:
            known = {row["tenant_id"] for row in await connection.fetch("SELECT tenant_id FROM tenants")}
        async with self._database.transaction(known) as connection:
            rows = await connection.fetch(_CLAIM, size, at)
        return sorted(((row["tenant_id"], row["candidate_id"]), row["job_id"]) for row in rows)
