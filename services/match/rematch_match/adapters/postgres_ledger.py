"""What a settlement reads, and locks, in PostgreSQL.

One row after the other by its key: LATERAL, with a LIMIT (or OFFSET 0) that keeps the planner from making a join of it,
for which it would read all rows of the tenants.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from rematch_common.contracts import WithdrawReason
from rematch_common.database import Connection
from rematch_match.adapters.compared import job_vector
from rematch_match.adapters.families import FAMILY
from rematch_match.adapters.rows import JOB, WHOLE_CANDIDATE, candidate_of, job_of
from rematch_match.adapters.terms_locks import keep_terms
from rematch_match.adapters.verdict_rows import GIVEN, given_of
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import Pair, PairKey
from rematch_match.domain.places import Ask, List
from rematch_match.domain.postings import Holder, Posting
from rematch_match.domain.verdicts.given import Given
from rematch_match.ports.ledger import Busy, SeenJob, SeenPerson, Sides

_JOBS = (
    "SELECT job_id, version, alive, merged_into, reading FROM jobs WHERE job_id = ANY ($1) ORDER BY job_id FOR SHARE"
)
_PEOPLE = """
SELECT found.* FROM (SELECT * FROM unnest($1::text[], $2::text[]) AS k(t, c) ORDER BY 1, 2) AS k
CROSS JOIN LATERAL (SELECT tenant_id, candidate_id, version, alive, away_as, floor, reading, reacted
  FROM candidates
  WHERE tenant_id = k.t AND candidate_id = k.c FOR NO KEY UPDATE) AS found
"""
_POSTING = "hashtextextended('match.posting/' || $1 || '/' || $2::uuid, 0)"
_PAIRS = """
SELECT found.* FROM unnest($1::text[], $2::text[], $3::uuid[]) AS k(t, c, j)
CROSS JOIN LATERAL (SELECT tenant_id, candidate_id, job_id, version, state, score, told, reason, verdict FROM matches
  WHERE tenant_id = k.t AND candidate_id = k.c AND job_id = k.j LIMIT 1) AS found
"""
_REJECTED = f"""
WITH RECURSIVE {FAMILY.format(of="SELECT DISTINCT j FROM unnest($3::uuid[]) AS j")}
SELECT k.t, k.c, k.j FROM unnest($1::text[], $2::text[], $3::uuid[]) AS k(t, c, j) WHERE EXISTS (
  SELECT FROM family JOIN reactions ON reactions.job_id = family.member
  WHERE family.of = k.j AND tenant_id = k.t AND candidate_id = k.c AND status = 'rejected')
"""
# See domain.places for how many of the weakest that hold a place, and of the best that wait for one.
_LISTS = """
SELECT k.t, k.c, held.taken, found.* FROM
  unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::float8[], $8::bigint[])
    AS k(t, c, most, coming, holding, waiting, low, few)
CROSS JOIN LATERAL (SELECT count(*) AS taken, count(*) FILTER (WHERE score < low) AS broader FROM matches
  WHERE tenant_id = k.t AND candidate_id = k.c AND state = 'active') AS held
LEFT JOIN LATERAL (
  (SELECT tenant_id, candidate_id, job_id, version, state, score, told, reason, verdict FROM matches
   WHERE tenant_id = k.t AND candidate_id = k.c AND state = 'active' ORDER BY score, job_id DESC
   LIMIT CASE WHEN greatest(taken + coming - most, broader) > 0
     THEN greatest(taken + coming - most, broader) + holding ELSE 0 END)
  UNION ALL
  (SELECT tenant_id, candidate_id, job_id, version, state, score, told, reason, verdict FROM matches
   WHERE tenant_id = k.t AND candidate_id = k.c AND state = 'displaced'
     AND score >= CASE WHEN taken - holding >= few THEN low ELSE 0 END ORDER BY score DESC, job_id
   LIMIT CASE WHEN most - taken + holding > 0 THEN most - taken + holding + waiting ELSE 0 END)
) AS found ON true
ORDER BY k.t, k.c
"""
_HOLDERS = """
SELECT found.* FROM unnest($1::text[], $2::uuid[]) AS k(t, j)
CROSS JOIN LATERAL (SELECT tenant_id, candidate_id, job_id, score FROM matches
  WHERE job_id = k.j AND tenant_id = k.t AND state = 'active' OFFSET 0) AS found
"""
_GIVEN = f"""
SELECT k.t, k.c, k.j, found.* FROM unnest($1::text[], $2::text[], $3::uuid[]) AS k(t, c, j)
CROSS JOIN LATERAL (SELECT {GIVEN} FROM verdicts
  WHERE tenant_id = k.t AND candidate_id = k.c AND job_id = k.j ORDER BY given_at OFFSET 0) AS found
"""


class PostgresLedger:
    """See rematch_match.ports.ledger.Ledger."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def terms(self, tenants: Collection[str]) -> Mapping[str, int]:
        return await keep_terms(self._connection, tenants)

    async def lock(
        self, jobs: Collection[UUID], postings: Collection[Posting], people: Collection[CandidateKey]
    ) -> Sides:
        found = {row["job_id"]: _job(row) for row in await self._connection.fetch(_JOBS, sorted(jobs))}
        for posting in sorted(postings):
            await self._connection.execute(f"SELECT pg_advisory_xact_lock({_POSTING})", *posting)
        rows = await self._connection.fetch(_PEOPLE, *_columns(sorted(people), 2))
        return Sides(found, {(row["tenant_id"], row["candidate_id"]): _person(row) for row in rows})

    async def join(self, jobs: Collection[UUID], postings: Collection[Posting]) -> Mapping[UUID, SeenJob]:
        rows = await self._connection.fetch(f"{_JOBS} SKIP LOCKED", sorted(jobs))
        found = {row["job_id"]: _job(row) for row in rows}
        missing = sorted(set(jobs) - found.keys())
        busy = await self._connection.fetch("SELECT job_id FROM jobs WHERE job_id = ANY ($1)", missing)
        if busy:
            raise Busy([row["job_id"] for row in busy])
        for posting in sorted(postings):
            if not await self._connection.fetchval(f"SELECT pg_try_advisory_xact_lock({_POSTING})", *posting):
                raise Busy([posting[1]])
        return found

    async def pairs(self, keys: Sequence[PairKey]) -> dict[PairKey, Pair]:
        rows = await self._connection.fetch(_PAIRS, *_pair_columns(keys)) if keys else []
        return {pair.key: pair for pair in map(_pair, rows)}

    async def rejected(self, keys: Sequence[PairKey]) -> set[PairKey]:
        rows = await self._connection.fetch(_REJECTED, *_pair_columns(keys)) if keys else []
        return {((row["t"], row["c"]), row["j"]) for row in rows}

    async def lists(self, asks: Sequence[Ask]) -> dict[CandidateKey, List]:
        told = [(*a.person, a.most, a.coming, a.holding, a.waiting, a.low, a.few) for a in asks]
        rows = await self._connection.fetch(_LISTS, *_columns(told, 8))
        grouped = groupby(rows, key=lambda row: (row["t"], row["c"]))
        return {person: _list(list(of_person)) for person, of_person in grouped}

    async def holders(self, postings: Collection[Posting]) -> dict[Posting, list[Holder]]:
        found: dict[Posting, list[Holder]] = defaultdict(list)
        for row in await self._connection.fetch(_HOLDERS, *_columns(postings, 2)):
            found[row["tenant_id"], row["job_id"]].append((row["score"], (row["tenant_id"], row["candidate_id"])))
        return found

    async def openings(self, ids: Collection[UUID]) -> dict[UUID, JobFacts]:
        if not ids:
            return {}
        rows = await self._connection.fetch(
            f"SELECT {JOB}, {job_vector()} FROM jobs WHERE job_id = ANY ($1)", list(ids)
        )
        return {row["job_id"]: job_of(row) for row in rows}

    async def given(self, keys: Sequence[PairKey]) -> dict[PairKey, list[Given]]:
        found: dict[PairKey, list[Given]] = {}
        for row in await self._connection.fetch(_GIVEN, *_pair_columns(keys)):
            found.setdefault(((row["t"], row["c"]), row["j"]), []).append(given_of(row))
        return found

    async def people(self, keys: Collection[CandidateKey]) -> dict[CandidateKey, CandidateFacts]:
        if not keys:
            return {}
        rows = await self._connection.fetch(
            "SELECT found.* FROM unnest($1::text[], $2::text[]) AS k(t, c) CROSS JOIN LATERAL ("
            f"SELECT {WHOLE_CANDIDATE} FROM candidates WHERE tenant_id = k.t AND candidate_id = k.c LIMIT 1) AS found",
            *_columns(keys, 2),
        )
        return {(row["tenant_id"], row["candidate_id"]): candidate_of(row) for row in rows}


def _job(row: Any) -> SeenJob:
    return SeenJob(row["version"], row["alive"], row["merged_into"], row["reading"])


def _person(row: Any) -> SeenPerson:
    away_as: WithdrawReason | None = None if row["alive"] else row["away_as"] or "erased"
    return SeenPerson(row["version"], away_as, row["floor"], row["reading"], row["reacted"])


def _pair(row: Any) -> Pair:
    key = ((row["tenant_id"], row["candidate_id"]), row["job_id"])
    return Pair(key, row["version"], row["state"], row["score"], row["told"], row["reason"], row["verdict"])


def _list(rows: Sequence[Any]) -> List:
    return List(rows[0]["taken"], [_pair(row) for row in rows if row["job_id"] is not None])


def _pair_columns(keys: Collection[PairKey]) -> list[list[Any]]:
    return _columns([(*person, job_id) for person, job_id in keys], 3)


def _columns(rows: Collection[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Rows as arguments of unnest."""
    return [[row[at] for row in rows] for at in range(width)]
