"""Several models' vectors in PostgreSQL, and which of them is in force."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from rematch_common.database import Connection, Database
from rematch_match.adapters.postgres_backlog import enqueue_all
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.ports import Arrivals, Work
from rematch_match.ports.models import Kept, Standing

# Both readers run at their own pace: the vectors may come before the row that they belong to, or after it is gone.
_KEEP_JOB = """
INSERT INTO job_vectors SELECT $1, $2, $3::bigint, $4
WHERE NOT EXISTS (SELECT FROM jobs WHERE job_id = $1 AND NOT alive AND version >= $3::bigint)
ON CONFLICT (job_id, model) DO UPDATE SET version = excluded.version, vector = excluded.vector
WHERE excluded.version >= job_vectors.version
RETURNING coalesce((SELECT version FROM jobs WHERE job_id = $1), 0) AS stored
"""
_KEEP_CANDIDATE = """
INSERT INTO candidate_vectors SELECT $1, $2, $3, $4::bigint, $5
WHERE NOT EXISTS (SELECT FROM candidates
  WHERE tenant_id = $1 AND candidate_id = $2 AND NOT alive AND version >= $4::bigint)
ON CONFLICT (tenant_id, candidate_id, model) DO UPDATE SET version = excluded.version, vector = excluded.vector
WHERE excluded.version >= candidate_vectors.version
RETURNING coalesce((SELECT version FROM candidates WHERE tenant_id = $1 AND candidate_id = $2), 0) AS stored
"""
FORGET_JOB = "DELETE FROM job_vectors WHERE job_id = $1 AND version <= $2"
FORGET_CANDIDATE = "DELETE FROM candidate_vectors WHERE tenant_id = $1 AND candidate_id = $2 AND version <= $3"
_STANDINGS = """
SELECT model, '' AS label, sum(openings)::bigint AS openings, sum(people)::bigint AS people FROM (
  SELECT model, count(*) AS openings, 0 AS people FROM jobs WHERE alive AND vector IS NOT NULL GROUP BY 1
  UNION ALL SELECT model, 0, count(*) FROM candidates WHERE alive AND vector IS NOT NULL GROUP BY 1) AS own GROUP BY 1
UNION ALL
SELECT model, label,
  (SELECT count(*) FROM job_vectors v JOIN jobs USING (job_id) WHERE v.model = i.model AND alive),
  (SELECT count(*) FROM candidate_vectors v JOIN candidates USING (tenant_id, candidate_id)
    WHERE v.model = i.model AND alive)
FROM introductions i ORDER BY label, model
"""


class PostgresModels:
    """See rematch_match.ports.models.Models."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, label: str, arrivals: Arrivals) -> Kept:
        jobs = sorted(arrivals.jobs, key=lambda job: job.job_id)
        people = sorted(arrivals.candidates, key=lambda person: person.key)
        async with self._database.transaction({person.key[0] for person in people}) as connection:
            await _note(connection, label, [*jobs, *people])
            kept_jobs = {job.job_id: await _keep_job(connection, job) for job in jobs if job.vector is not None}
            kept = {person.key: await _keep_candidate(connection, person) for person in people if person.vector}
            gone_jobs = await _gone_jobs(connection, [job for job in jobs if job.vector is None])
            gone_people = await _gone_people(connection, [person for person in people if person.vector is None])
        shown = Work(
            [job for job in jobs if kept_jobs.get(job.job_id) is not None],
            [person for person in people if kept.get(person.key) is not None],
        )
        known = Work(
            [job for job in shown.jobs if kept_jobs[job.job_id] == job.version],
            [person for person in shown.candidates if kept[person.key] == person.version],
        )
        return Kept(shown, gone_jobs, gone_people, known)

    async def in_force(self) -> str:
        async with self._database.transaction() as connection:
            return await connection.fetchval("SELECT model FROM model_in_force") or ""

    async def standings(self) -> list[Standing]:
        async with self._database.transaction(await self._tenants()) as connection:
            return [Standing(*row) for row in await connection.fetch(_STANDINGS)]

    async def switch(self, model: str, at: datetime) -> int:
        tenants = await self._tenants()
        async with self._database.transaction(tenants) as connection:
            await connection.execute(
                "INSERT INTO model_in_force (model, switched_at) VALUES ($1, $2) "
                "ON CONFLICT (single) DO UPDATE SET model = excluded.model, switched_at = excluded.switched_at",
                model,
                at,
            )
            return sum([await enqueue_all(connection, tenant, uuid4(), "model_changed", at) for tenant in tenants])

    async def _tenants(self) -> list[str]:
        async with self._database.transaction() as connection:
            return [row[0] for row in await connection.fetch("SELECT tenant_id FROM tenants ORDER BY 1")]


async def compared(connection: Connection, work: Work) -> tuple[dict[UUID, bytes], dict[CandidateKey, bytes], str]:
    """The vectors of the model in force of those that came with others', and its name."""
    model = await connection.fetchval("SELECT model FROM model_in_force") or ""
    ids = [job.job_id for job in work.jobs if job.alive and (job.vector is None or job.vector.model != model)]
    keys = [one.key for one in work.candidates if one.alive and (one.vector is None or one.vector.model != model)]
    if not model:
        return {}, {}, model
    jobs = await connection.fetch(
        "SELECT job_id, vector FROM job_vectors WHERE model = $1 AND job_id = ANY ($2)", model, ids
    )
    people = await connection.fetch(
        "SELECT v.* FROM unnest($2::text[], $3::text[]) AS k(t, c) CROSS JOIN LATERAL (SELECT tenant_id, candidate_id, "
        "vector FROM candidate_vectors WHERE tenant_id = k.t AND candidate_id = k.c AND model = $1) AS v",
        model,
        [key[0] for key in keys],
        [key[1] for key in keys],
    )
    by_key = {(row["tenant_id"], row["candidate_id"]): row["vector"] for row in people}
    return {row["job_id"]: row["vector"] for row in jobs}, by_key, model


async def _note(connection: Connection, label: str, all_of: Sequence[JobFacts | CandidateFacts]) -> None:
    """What the label stands for. Changed settings under one label are another model: the newest counts."""
    models = [one.vector.model for one in all_of if one.vector is not None]
    if models:
        await connection.execute(
            "INSERT INTO introductions VALUES ($1, $2) ON CONFLICT (label) DO UPDATE SET model = excluded.model "
            "WHERE introductions.model <> excluded.model",
            label,
            models[-1],
        )


async def _keep_job(connection: Connection, job: JobFacts) -> int | None:
    assert job.vector is not None
    vector = (job.vector.model, job.version, job.vector.values.tobytes())
    stored: int | None = await connection.fetchval(_KEEP_JOB, job.job_id, *vector)
    return stored


async def _keep_candidate(connection: Connection, person: CandidateFacts) -> int | None:
    assert person.vector is not None
    vector = (person.vector.model, person.version, person.vector.values.tobytes())
    stored: int | None = await connection.fetchval(_KEEP_CANDIDATE, *person.key, *vector)
    return stored


async def _gone_jobs(connection: Connection, jobs: Sequence[JobFacts]) -> list[UUID]:
    """Of these, who is nowhere alive: taken out of the index, others would lose what a newer record has put there."""
    await connection.executemany(FORGET_JOB, [(job.job_id, job.version) for job in jobs])
    rows = await connection.fetch(
        "SELECT job_id FROM jobs WHERE alive AND job_id = ANY ($1)", [job.job_id for job in jobs]
    )
    return sorted({job.job_id for job in jobs} - {row["job_id"] for row in rows})


async def _gone_people(connection: Connection, people: Sequence[CandidateFacts]) -> list[CandidateKey]:
    await connection.executemany(FORGET_CANDIDATE, [(*person.key, person.version) for person in people])
    rows = await connection.fetch(
        "SELECT tenant_id, candidate_id FROM candidates "
        "JOIN unnest($1::text[], $2::text[]) AS k(tenant_id, candidate_id) USING (tenant_id, candidate_id) WHERE alive",
        [person.key[0] for person in people],
        [person.key[1] for person in people],
    )
    return sorted({person.key for person in people} - {(row["tenant_id"], row["candidate_id"]) for row in rows})
