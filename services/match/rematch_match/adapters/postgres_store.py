"""Openings, people and pairs in PostgreSQL."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

import numpy as np

from rematch_common.contracts import MatchFeedback
from rematch_common.database import Connection, Database
from rematch_match.adapters import settling
from rematch_match.adapters.families import MERGE, PAIRS_OF, PAIRS_OF_MERGED, SPLIT
from rematch_match.adapters.forgetting import answer_again
from rematch_match.adapters.marks import AMONG, FIRST, SOURCES, columns, key_of, marks_among, marks_behind
from rematch_match.adapters.postgres_ledger import PostgresLedger
from rematch_match.adapters.postgres_models import FORGET_CANDIDATE, FORGET_JOB, compared
from rematch_match.adapters.reacting import lock_sides, note, of_this_life, pair_of
from rematch_match.adapters.rows import CANDIDATE, JOB, candidate_of, candidate_row, job_of, job_row
from rematch_match.adapters.tasting import look_again, with_tastes
from rematch_match.domain.facts import CandidateFacts, JobFacts, Vector
from rematch_match.domain.pairs import Occasion, PairKey, Scored
from rematch_match.handlers.match import candidate_point, job_point
from rematch_match.handlers.settling import Settlement
from rematch_match.ports import Arrivals, Mark, Point, Side, Work
from rematch_match.ports.ledger import Busy, Sides

Also = Callable[[Connection, Sides], Awaitable[bool]]

F = TypeVar("F", JobFacts, CandidateFacts)
_SHOWN = ("facts", "title", "company", "body", "posted_at", "card")
# A closed opening, of which nothing more is said, is shown as it was.
_KEPT = ", ".join(f"{name} = CASE WHEN excluded.alive THEN excluded.{name} ELSE jobs.{name} END" for name in _SHOWN)
_WRITE_JOB = f"""
INSERT INTO jobs (job_id, version, alive, skills, facts, categories, title, company, body, posted_at, model, vector,
  card, lineage, merged_into, own, reading)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (job_id) DO UPDATE SET version = excluded.version, alive = excluded.alive, skills = excluded.skills,
  categories = excluded.categories, model = excluded.model, vector = excluded.vector, lineage = excluded.lineage,
  merged_into = excluded.merged_into, own = excluded.own, reading = excluded.reading, {_KEPT}
WHERE (excluded.version, excluded.reading) > (jobs.version, jobs.reading)
"""
_WRITE_CANDIDATE = """
INSERT INTO candidates (tenant_id, candidate_id, version, alive, skills, facts, categories, model, vector, lineage,
  away_as, told, reading)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (tenant_id, candidate_id) DO UPDATE SET version = excluded.version, alive = excluded.alive,
  skills = excluded.skills, facts = excluded.facts, categories = excluded.categories, model = excluded.model,
  vector = excluded.vector, lineage = excluded.lineage, away_as = excluded.away_as,
  told = excluded.told, reading = excluded.reading
WHERE (excluded.version, excluded.reading) > (candidates.version, candidates.reading)
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
            if jobs:
                ids = [job.job_id for job in jobs]
                await connection.execute(SPLIT, ids)
                await connection.execute(MERGE, ids)
            gone = [job for job in jobs if not job.alive], [person for person in people if not person.alive]
            await connection.executemany(FORGET_JOB, [(job.job_id, job.version) for job in gone[0]])
            await connection.executemany(FORGET_CANDIDATE, [(*person.key, person.version) for person in gone[1]])
            work = await settling.unfinished(connection, Work(jobs, people, arrivals.endings))
            await answer_again(connection, {p: e for p, e in arrivals.endings.items() if p not in work.endings})
            return work

    async def compared(self, work: Work) -> Work:
        tenants = {candidate.key[0] for candidate in work.candidates}
        async with self._database.transaction(tenants) as connection:
            jobs, people, model = await compared(connection, work)

        def seen(one: F, found: bytes | None) -> F:
            return one if found is None else replace(one, vector=Vector(model, np.frombuffer(found, "<f4")))

        return Work(
            [seen(job, jobs.get(job.job_id)) for job in work.jobs],
            [seen(candidate, people.get(candidate.key)) for candidate in work.candidates],
            work.endings,
        )

    async def tasted(self, work: Work) -> Work:
        if not any(one.alive for one in work.candidates):
            return work
        async with self._database.transaction({candidate.key[0] for candidate in work.candidates}) as connection:
            return replace(work, candidates=await with_tastes(connection, work.candidates))

    async def pairs_of(self, work: Work) -> set[PairKey]:
        tenants = await self._tenants() if work.jobs else {candidate.key[0] for candidate in work.candidates}
        keys = [candidate.key for candidate in work.candidates]
        async with self._database.transaction(tenants) as connection:
            rows = await connection.fetch(
                PAIRS_OF, [job.job_id for job in work.jobs], [key[0] for key in keys], [key[1] for key in keys]
            )
            merged = [job.job_id for job in work.jobs if job.merged_into is not None]
            if merged:
                rows += await connection.fetch(PAIRS_OF_MERGED, merged)
        return {((row["tenant_id"], row["candidate_id"]), row["job_id"]) for row in rows}

    async def settle(self, scored: Sequence[Scored], work: Work, occasion: Occasion) -> int:
        people = {candidate.key for candidate in work.candidates}
        keys = [one.key for one in scored]

        async def settle(connection: Connection, busy: frozenset[UUID]) -> int:
            settlement = Settlement(PostgresLedger(connection), occasion)
            await settlement.lock(keys, busy, people)
            told = await settling.save(connection, await settlement.settle(scored), occasion)
            await settling.finish(connection, work, settlement.sides, occasion.now)
            return told

        return await self._locking({key[0] for key in people.union(key for key, _ in keys)}, settle)

    async def react(self, records: Sequence[MatchFeedback], occasion: Occasion, also: Also | None = None) -> int:
        """`also`: what else the transaction writes once both sides are locked; where it says no, nothing is done."""
        people = {pair_of(record)[0] for record in records}

        async def react(connection: Connection, busy: frozenset[UUID]) -> int:
            settlement = Settlement(PostgresLedger(connection), occasion)
            kin = await lock_sides(settlement, connection, records, busy)
            if also is not None and not await also(connection, settlement.sides):
                return 0
            gone = {person for person, seen in settlement.sides.people.items() if seen.away_as == "erased"}
            said = [record for record in records if pair_of(record)[0] not in gone]
            noted = await note(connection, await of_this_life(connection, said))
            await look_again(connection, noted.heard, occasion.now)
            # With second thoughts: they may be offered again. Whoever noted them: here, or where they were taken in.
            moved = {(person, job) for person, of in noted.refused for job in kin[of]}
            told = await settlement.settle(map(Scored.unseen, sorted(moved)))
            return await settling.save(connection, told, occasion)

        return await self._locking({tenant for tenant, _ in people}, react)

    async def _locking(self, tenants: set[str], settle: Callable[[Connection, frozenset[UUID]], Awaitable[int]]) -> int:
        """In one transaction; from the start, where it meets openings that are being written."""
        busy: frozenset[UUID] = frozenset()
        while True:
            try:
                async with self._database.transaction(tenants) as connection:
                    return await settle(connection, busy)
            except Busy as meeting:
                busy |= meeting.jobs

    async def marks(self, side: Side, size: int) -> AsyncIterator[list[Mark]]:
        for source in SOURCES[side]:
            key = FIRST[side]
            while True:
                async with self._database.transaction(await self._tenants()) as connection:
                    page = await marks_behind(connection, side, source, key, size)
                if not page:
                    break
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
        what, points = f"{JOB if side == 'jobs' else CANDIDATE}, model, vector", list[Point | None]()
        async with self._database.transaction(_tenants_of(side, refs)) as connection:
            for source in SOURCES[side]:
                rows = await connection.fetch(f"SELECT {what} FROM {source} WHERE {AMONG[side]}", *columns(side, refs))
                points += [
                    job_point(job_of(row)) if side == "jobs" else candidate_point(candidate_of(row)) for row in rows
                ]
        return [point for point in points if point is not None]

    async def _tenants(self) -> set[str]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch("SELECT tenant_id FROM tenants")
        return {row["tenant_id"] for row in rows}


def _tenants_of(side: Side, refs: Sequence[str]) -> set[str]:
    return set() if side == "jobs" else {ref.partition("/")[0] for ref in refs}
