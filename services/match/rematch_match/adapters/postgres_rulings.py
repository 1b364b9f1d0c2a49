"""Verdicts in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rematch_common.database import Database
from rematch_match.adapters.postgres_ledger import PostgresLedger
from rematch_match.adapters.verdict_rows import JUDGEMENT, judgement_of
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.verdicts.given import Given, Judgement
from rematch_match.ports.rulings import Cost

_SAID = f"""
SELECT found.* FROM unnest($2::text[], $3::text[]) AS k(c, j) CROSS JOIN LATERAL (
  SELECT {JUDGEMENT} FROM verdicts WHERE tenant_id = $1 AND candidate_hash = k.c AND job_hash = k.j
    AND provider || '/' || model = ANY ($4) ORDER BY given_at OFFSET 0) AS found
"""
# Whoever is erased meanwhile is marked first and forgotten then: what is written before that is forgotten with them,
# and later nothing is written.
_NOTE = """
INSERT INTO verdicts (tenant_id, candidate_id, job_id, verdict_id, candidate_hash, job_hash, prompt, provider, model,
  score, reason, calls, tokens_in, tokens_out, cost, given_at)
SELECT tenant_id, candidate_id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 FROM candidates
WHERE tenant_id = $1 AND candidate_id = $2 AND away_as IS DISTINCT FROM 'erased' FOR SHARE
ON CONFLICT DO NOTHING
"""


class PostgresRulings:
    """See rematch_match.ports.rulings.Rulings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pairs(self, keys: Sequence[PairKey]) -> list[tuple[JobFacts, CandidateFacts]]:
        async with self._database.transaction({person[0] for person, _ in keys}) as connection:
            ledger = PostgresLedger(connection)
            active = [key for key, pair in (await ledger.pairs(keys)).items() if pair.active]
            jobs = await ledger.openings({job_id for _, job_id in active})
            people = await ledger.people({person for person, _ in active})
        there = [(jobs[job_id], people[person]) for person, job_id in active if job_id in jobs and person in people]
        return [(job, person) for job, person in there if job.alive and person.alive]

    async def said(self, tenant: str, questions: Sequence[tuple[str, str]], by: Sequence[str]) -> Sequence[Judgement]:
        columns = [person for person, _ in questions], [job for _, job in questions]
        async with self._database.transaction({tenant}) as connection:
            return [judgement_of(row) for row in await connection.fetch(_SAID, tenant, *columns, list(by))]

    async def note(self, given: Mapping[PairKey, Given], cost: Cost, at: datetime) -> None:
        """What it cost is noted with the first of them."""
        async with self._database.transaction({person[0] for person, _ in given}) as connection:
            for (person, job_id), one in sorted(given.items()):
                by = one.judgement
                said = (by.candidate_hash, by.job_hash, by.prompt, by.provider, by.model, by.score, by.reason)
                took = (cost.calls, cost.tokens_in, cost.tokens_out, cost.money)
                await connection.execute(_NOTE, *person, job_id, one.verdict_id, *said, *took, at)
                cost = Cost()
