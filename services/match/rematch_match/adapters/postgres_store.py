"""Openings, people and pairs in PostgreSQL."""

from collections.abc import AsyncIterator, Sequence

from rematch_common.database import Database
from rematch_match.adapters import settling
from rematch_match.adapters.marks import AMONG, FIRST, columns, key_of, marks_among, marks_behind
from rematch_match.adapters.rows import CANDIDATE, JOB, candidate_of, candidate_row, job_of, job_row
from rematch_match.domain.pairs import Occasion, PairKey
from rematch_match.handlers.match import candidate_point, job_point
from rematch_match.ports import Arrivals, Mark, Point, Side, Work

_WRITE_JOB = """
INSERT INTO jobs (job_id, version, alive, skills, facts, categories, title, company, body, posted_at, model, vector,
  card, lineage, merged_into)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (job_id) DO UPDATE SET version = excluded.version, alive = excluded.alive, skills = excluded.skills,
  facts = excluded.facts, categories = excluded.categories, title = excluded.title, company = excluded.company,
  body = excluded.body, posted_at = excluded.posted_at, model = excluded.model, vector = excluded.vector,
  card = excluded.card, lineage = excluded.lineage, merged_into = excluded.merged_into
WHERE excluded.version > jobs.version
"""
_WRITE_CANDIDATE = """
INSERT INTO candidates (tenant_id, candidate_id, version, alive, skills, facts, categories, model, vector, lineage,
  away_as)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (tenant_id, candidate_id) DO UPDATE SET version = excluded.version, alive = excluded.alive,
  skills = excluded.skills, facts = excluded.facts, categories = excluded.categories, model = excluded.model,
  vector = excluded.vector, lineage = excluded.lineage, away_as = excluded.away_as
WHERE excluded.version > candidates.version
"""


class PostgresStore:
    """See rematch_match.ports.Store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, arrivals: Arrivals) -> Work:
        tenants = {candidate.key[0] for candidate in arrivals.candidates}
        async with self._database.transaction(tenants) as connection:
            await connection.executemany(
                "INSERT INTO tenants VALUES ($1) ON CONFLICT DO NOTHING", [(tenant,) for tenant in sorted(tenants)]
            )
            jobs = sorted(arrivals.jobs, key=lambda job: job.job_id)
            people = sorted(arrivals.candidates, key=lambda candidate: candidate.key)
            await connection.executemany(_WRITE_JOB, [job_row(job) for job in jobs])
            await connection.executemany(_WRITE_CANDIDATE, [candidate_row(candidate) for candidate in people])
            return await settling.unfinished(connection, Work(jobs, people))

    async def pairs_of(self, work: Work) -> set[PairKey]:
        tenants = await self._tenants() if work.jobs else {candidate.key[0] for candidate in work.candidates}
        async with self._database.transaction(tenants) as connection:
            rows = await connection.fetch(
                "SELECT tenant_id, candidate_id, job_id FROM matches WHERE state = 'active' AND job_id = ANY ($1) "
                "UNION SELECT tenant_id, candidate_id, job_id FROM matches "
                "JOIN unnest($2::text[], $3::text[]) AS k(tenant_id, candidate_id) USING (tenant_id, candidate_id) "
                "WHERE state = 'active'",
                [job.job_id for job in work.jobs],
                [candidate.key[0] for candidate in work.candidates],
                [candidate.key[1] for candidate in work.candidates],
            )
        return {((row["tenant_id"], row["candidate_id"]), row["job_id"]) for row in rows}

    async def settle(self, pairs: Sequence[PairKey], work: Work, occasion: Occasion) -> int:
        async with self._database.transaction({key[0] for key, _ in pairs}) as connection:
            told = await settling.told(connection, pairs, occasion)
            await settling.save(connection, told, occasion.now)
            await settling.finish(connection, work)
        return len(told)

    async def marks(self, side: Side, size: int) -> AsyncIterator[list[Mark]]:
        key = FIRST[side]
        while True:
            async with self._database.transaction(await self._tenants()) as connection:
                page = await marks_behind(connection, side, key, size)
            if not page:
                return
            yield page
            key = key_of(side, page[-1].ref)

    async def marks_of(self, side: Side, refs: Sequence[str]) -> list[Mark]:
        if not refs:
            return []
        async with self._database.transaction(_tenants_of(side, refs)) as connection:
            return await marks_among(connection, side, refs)

    async def points(self, side: Side, refs: Sequence[str]) -> list[Point]:
        if not refs:
            return []
        what = f"{JOB}, model, vector FROM jobs" if side == "jobs" else f"{CANDIDATE}, model, vector FROM candidates"
        async with self._database.transaction(_tenants_of(side, refs)) as connection:
            rows = await connection.fetch(f"SELECT {what} WHERE {AMONG[side]}", *columns(side, refs))
        points = [job_point(job_of(row)) if side == "jobs" else candidate_point(candidate_of(row)) for row in rows]
        return [point for point in points if point is not None]

    async def _tenants(self) -> set[str]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch("SELECT tenant_id FROM tenants")
        return {row["tenant_id"] for row in rows}


def _tenants_of(side: Side, refs: Sequence[str]) -> set[str]:
    return set() if side == "jobs" else {ref.partition("/")[0] for ref in refs}
