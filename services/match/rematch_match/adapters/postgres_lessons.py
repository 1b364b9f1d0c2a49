"""What people were shown, on what it rested and what they made of it, in PostgreSQL."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from rematch_common.database import Connection, Database
from rematch_match.domain.learned.examples import Lesson

_PEOPLE = """
SELECT candidate_id, pseudonym FROM pseudonyms p WHERE tenant_id = $1 AND pseudonym > $2
  AND EXISTS (SELECT FROM shown s WHERE s.pseudonym = p.pseudonym AND s.shown_at >= $3)
ORDER BY pseudonym LIMIT $4
"""
# A match counts where it was shown first, with what it rested on then. One person after the other, by LATERAL.
_LESSONS = """
SELECT k.pseudonym, seen.*, noted.inputs, noted.score, said.actions
FROM unnest($1::uuid[], $2::text[]) AS k(pseudonym, c)
CROSS JOIN LATERAL (
  SELECT * FROM (SELECT DISTINCT ON (job_id) job_id, match_version, position, shown_at FROM shown
    WHERE pseudonym = k.pseudonym ORDER BY job_id, shown_at, match_version, surface) AS first
  WHERE shown_at >= $4 ORDER BY shown_at DESC, job_id LIMIT $5) AS seen
CROSS JOIN LATERAL (
  SELECT inputs, score FROM audit WHERE pseudonym = k.pseudonym AND job_id = seen.job_id
    AND match_version = seen.match_version LIMIT 1) AS noted
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(DISTINCT action ORDER BY action), '{}') AS actions FROM feedback
  WHERE tenant_id = $3 AND candidate_id = k.c AND job_id = seen.job_id AND occurred_at >= seen.shown_at) AS said
"""
# People of one transaction, with some hundred matches each.
_PAGE = 50


class PostgresLessons:
    """See rematch_match.ports.learning.Lessons."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, tenant: str, since: datetime, most: int) -> AsyncIterator[list[Lesson]]:
        after = UUID(int=0)
        while True:
            async with self._database.transaction([tenant]) as connection:
                people = await connection.fetch(_PEOPLE, tenant, after, since, _PAGE)
                found = await _lessons(connection, people, tenant, since, most)
            yield found
            if len(people) < _PAGE:
                return
            after = people[-1]["pseudonym"]


async def _lessons(
    connection: Connection, people: Sequence[Any], tenant: str, since: datetime, most: int
) -> list[Lesson]:
    keys = [[one[name] for one in people] for name in ("pseudonym", "candidate_id")]
    return [_lesson(row) for row in await connection.fetch(_LESSONS, *keys, tenant, since, most)]


def _lesson(row: Any) -> Lesson:
    return Lesson(
        person=row["pseudonym"],
        job=row["job_id"],
        position=row["position"],
        at=row["shown_at"].timestamp(),
        inputs=orjson.loads(row["inputs"]),
        told=row["score"],
        actions=tuple(row["actions"]),
    )
