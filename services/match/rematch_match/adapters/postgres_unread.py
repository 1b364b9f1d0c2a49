"""Openings and people that were read before a tenant changed its own skills, in PostgreSQL."""

from rematch_common.database import Database
from rematch_match.adapters.rows import CANDIDATE, JOB, candidate_facts, candidate_of, job_facts, job_of
from rematch_match.domain.own_skills import all_looked_up
from rematch_match.ports import Arrivals
from rematch_match.ports.circumstances import Circumstances

_JOBS = f"SELECT {JOB}, body FROM jobs WHERE alive AND reading < $1 ORDER BY reading LIMIT $2"
_PEOPLE = f"""
SELECT found.* FROM unnest($1::text[], $2::bigint[]) AS k(t, r) CROSS JOIN LATERAL (
  SELECT {CANDIDATE} FROM candidates WHERE tenant_id = k.t AND alive AND reading < k.r LIMIT $3) AS found LIMIT $3
"""
# Whoever has changed meanwhile was read when that was written, or is found again.
_KEEP_JOB = """
UPDATE jobs SET facts = $3, own = $4, reading = $5 WHERE job_id = $1 AND version = $2 AND reading < $5
"""
_KEEP_PERSON = """
UPDATE candidates SET skills = $4, told = $5, facts = $6, reading = $7
WHERE tenant_id = $1 AND candidate_id = $2 AND version = $3 AND reading < $7
"""


class PostgresUnread:
    """See rematch_match.ports.unread.Unread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def some(self, under: Circumstances, most: int) -> Arrivals:
        tenants = sorted(under.readings)
        async with self._database.transaction(tenants) as connection:
            jobs = await connection.fetch(_JOBS, under.reading, most)
            if jobs:
                return Arrivals([job_of(row) for row in jobs], [])
            people = await connection.fetch(_PEOPLE, tenants, [under.readings[tenant] for tenant in tenants], most)
        return Arrivals([], [candidate_of(row) for row in people])

    async def keep(self, read: Arrivals) -> None:
        """Locked in the order in which all lock them."""
        jobs = sorted(read.jobs, key=lambda job: job.job_id)
        people = sorted(read.candidates, key=lambda person: person.key)
        async with self._database.transaction({person.key[0] for person in people}) as connection:
            await connection.executemany(
                _KEEP_JOB,
                [(job.job_id, job.version, job_facts(job), sorted(all_looked_up(job)), job.reading) for job in jobs],
            )
            await connection.executemany(
                _KEEP_PERSON,
                [
                    (*one.key, one.version, sorted(one.skills), sorted(one.told), candidate_facts(one), one.reading)
                    for one in people
                ],
            )
