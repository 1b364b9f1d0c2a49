"""What is known of a tenant's people and pairs, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from rematch_common.database import Database
from rematch_match.adapters.families import FAMILY
from rematch_match.adapters.postgres_ledger import PostgresLedger
from rematch_match.adapters.reading_pairs import HEAD, HEADS_FROM, body_of, head_of
from rematch_match.adapters.rows import WHOLE_CANDIDATE, candidate_of
from rematch_match.domain.facts import CandidateFacts, CandidateKey
from rematch_match.domain.learning import Success
from rematch_match.domain.listing import Head, State
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.titles import read_title
from rematch_match.domain.verdicts.given import Given
from rematch_match.ports.book import Body, Place

# A list that is longer than any page leads to: what lies behind was told long ago.
_MOST_HEADS = 10_000
# Of an opening that has closed since, the audit knows what it asked for.
_SUCCESSES = """
SELECT f.action, c.skills, j.title, coalesce(nullif(j.skills, '{}'), ARRAY(
  SELECT asked ->> 0 FROM jsonb_array_elements(a.inputs::jsonb -> 'asked') AS asked)) AS asked
FROM feedback f JOIN candidates c USING (tenant_id, candidate_id) LEFT JOIN jobs j ON j.job_id = f.job_id
LEFT JOIN LATERAL (SELECT inputs FROM audit JOIN pseudonyms p USING (pseudonym)
  WHERE p.tenant_id = f.tenant_id AND p.candidate_id = f.candidate_id AND audit.job_id = f.job_id
  ORDER BY match_version DESC LIMIT 1) AS a ON true
WHERE f.tenant_id = $1 AND f.candidate_id <> $2 AND f.action = ANY ($3)
ORDER BY f.occurred_at DESC LIMIT $4
"""
# Of the whole family of openings that were merged; a no before all else.
_STATUS = f"""
WITH RECURSIVE {FAMILY.format(of="SELECT $3::uuid")}
SELECT status FROM reactions JOIN family ON family.member = reactions.job_id
WHERE tenant_id = $1 AND candidate_id = $2 ORDER BY status = 'rejected' DESC, changed_at DESC LIMIT 1
"""
_OUTCOMES = ["hired", "offered", "interviewed"]
_SHARING = (
    f"SELECT {WHOLE_CANDIDATE} FROM candidates WHERE alive AND tenant_id = $1 AND candidate_id IN "
    "(SELECT candidate_id FROM probes WHERE tenant_id = $1 AND skill = ANY ($2)) "
    "ORDER BY (SELECT count(*) FROM unnest(skills) AS s WHERE s = ANY ($2)) DESC, candidate_id LIMIT $3"
)


_NEWEST = (
    f"SELECT {HEAD} FROM {HEADS_FROM} WHERE m.tenant_id = $1 AND m.state = 'active' "
    "AND (m.told_at, m.match_id) < ($2, $3) ORDER BY m.told_at DESC, m.match_id DESC LIMIT $4"
)
_SCORES = (
    "SELECT least(9, floor(score / 10))::int AS tenth, count(*) AS many FROM matches "
    "WHERE tenant_id = $1 AND state = 'active' GROUP BY 1"
)
_BEHIND_ALL = datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1)


class PostgresBook:
    """See rematch_match.ports.book.Book."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def person(self, key: CandidateKey) -> CandidateFacts | None:
        query = f"SELECT {WHOLE_CANDIDATE} FROM candidates WHERE tenant_id = $1 AND candidate_id = $2"
        rows = await self._rows(key[0], query, *key)
        return candidate_of(rows[0]) if rows else None

    async def of_person(self, key: CandidateKey, states: Sequence[State]) -> list[Head]:
        return await self._heads(key[0], "m.candidate_id = $2", key[1], states)

    async def of_opening(self, tenant: str, job_id: UUID, states: Sequence[State]) -> list[Head]:
        return await self._heads(tenant, "m.job_id = $2", job_id, states)

    async def _heads(self, tenant: str, which: str, value: object, states: Sequence[State]) -> list[Head]:
        query = (
            f"SELECT {HEAD} FROM {HEADS_FROM} WHERE m.tenant_id = $1 AND {which} AND m.state = ANY ($3) "
            f"ORDER BY m.told_at DESC NULLS LAST LIMIT {_MOST_HEADS}"
        )
        return [head_of(row) for row in await self._rows(tenant, query, tenant, value, list(states))]

    async def newest(self, tenant: str, most: int, after: Place | None) -> list[Head]:
        rows = await self._rows(tenant, _NEWEST, tenant, *(after or _BEHIND_ALL), most)
        return [head_of(row) for row in rows]

    async def scores(self, tenant: str) -> list[int]:
        found = {row["tenth"]: row["many"] for row in await self._rows(tenant, _SCORES, tenant)}
        return [found.get(tenth, 0) for tenth in range(10)]

    async def pair(self, key: PairKey) -> Head | None:
        (tenant, candidate_id), job_id = key
        query = f"SELECT {HEAD} FROM {HEADS_FROM} WHERE m.tenant_id = $1 AND m.candidate_id = $2 AND m.job_id = $3"
        rows = await self._rows(tenant, query, tenant, candidate_id, job_id)
        return head_of(rows[0]) if rows else None

    async def named(self, tenant: str, match_id: UUID) -> PairKey | None:
        query = "SELECT candidate_id, job_id FROM matches WHERE tenant_id = $1 AND match_id = $2"
        rows = await self._rows(tenant, query, tenant, match_id)
        return ((tenant, rows[0]["candidate_id"]), rows[0]["job_id"]) if rows else None

    async def bodies(self, keys: Sequence[PairKey]) -> Mapping[PairKey, Body]:
        if not keys:
            return {}
        rows = await self._rows(
            keys[0][0][0],
            "SELECT m.tenant_id, m.candidate_id, m.job_id, m.body, j.card, w.state AS verdict_state "
            "FROM unnest($1::text[], $2::text[], $3::uuid[]) AS k(t, c, i) "
            "JOIN matches m ON (m.tenant_id, m.candidate_id, m.job_id) = (k.t, k.c, k.i) "
            "LEFT JOIN jobs j ON j.job_id = k.i "
            "LEFT JOIN verdict_wants w ON (w.tenant_id, w.candidate_id, w.job_id) = (k.t, k.c, k.i)",
            [key[0] for key, _ in keys],
            [key[1] for key, _ in keys],
            [job_id for _, job_id in keys],
        )
        return {((row["tenant_id"], row["candidate_id"]), row["job_id"]): body_of(row) for row in rows}

    async def given(self, key: PairKey) -> Sequence[Given]:
        async with self._database.transaction([key[0][0]]) as connection:
            return (await PostgresLedger(connection).given([key])).get(key, [])

    async def status(self, key: PairKey) -> str | None:
        rows = await self._rows(key[0][0], _STATUS, *key[0], key[1])
        return str(rows[0]["status"]) if rows else None

    async def next_ones(self, key: CandidateKey, most: int) -> list[frozenset[str]]:
        rows = await self._rows(
            key[0],
            "SELECT j.facts FROM matches m JOIN jobs j USING (job_id) "
            "WHERE m.tenant_id = $1 AND m.candidate_id = $2 AND m.state <> 'withdrawn' AND j.alive "
            "ORDER BY m.state = 'active', CASE WHEN m.state = 'active' THEN m.score ELSE -m.score END, m.job_id "
            "LIMIT $3",
            *key,
            most,
        )
        return [frozenset(orjson.loads(row["facts"])["required"]) for row in rows]

    async def least_kept(self, key: CandidateKey) -> tuple[int, float]:
        query = (
            "SELECT count(*) AS kept, coalesce(min(score), 0) AS least FROM matches "
            "WHERE tenant_id = $1 AND candidate_id = $2 AND state = 'active'"
        )
        (row,) = await self._rows(key[0], query, *key)
        return row["kept"], row["least"]

    async def successes(self, tenant: str, apart_from: str, most: int) -> list[Success]:
        rows = await self._rows(tenant, _SUCCESSES, tenant, apart_from, _OUTCOMES, most)
        return [_success(row) for row in rows]

    async def people(self, tenant: str, keys: Sequence[CandidateKey]) -> list[CandidateFacts]:
        query = f"SELECT {WHOLE_CANDIDATE} FROM candidates WHERE alive AND tenant_id = $1 AND candidate_id = ANY ($2)"
        return [candidate_of(row) for row in await self._rows(tenant, query, tenant, [key[1] for key in keys])]

    async def people_sharing(self, tenant: str, skills: frozenset[str], most: int) -> list[CandidateFacts]:
        rows = await self._rows(tenant, _SHARING, tenant, sorted(skills), most)
        return [candidate_of(row) for row in rows]

    async def _rows(self, tenant: str, query: str, *values: object) -> list[Any]:
        async with self._database.transaction([tenant]) as connection:
            return list(await connection.fetch(query, *values))


def _success(row: Any) -> Success:
    occupation = read_title(row["title"]).occupation if row["title"] else None
    return Success(row["action"], frozenset(row["skills"]), frozenset(row["asked"]), occupation)
