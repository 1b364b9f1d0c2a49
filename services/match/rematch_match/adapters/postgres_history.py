"""What people were shown, in PostgreSQL; what they made of it is in `feedback`."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from rematch_common.database import Connection, Database
from rematch_match.adapters.postgres_wants import every_tenant
from rematch_match.domain.quality.showing import Showing
from rematch_match.domain.quality.traces import Said, Seen, Trace
from rematch_match.ports.history import Asked

_NOTE = """
INSERT INTO shown (pseudonym, job_id, match_version, surface, position, profile, profile_version, shown_at)
SELECT known.pseudonym, j, v, s, at, p, pv, shown_at
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::int[], $7::text[], $8::int[],
  $9::timestamptz[]) AS k(t, c, j, v, s, at, p, pv, shown_at)
CROSS JOIN LATERAL (SELECT pseudonym FROM pseudonyms WHERE tenant_id = k.t AND candidate_id = k.c LIMIT 1) AS known
ON CONFLICT DO NOTHING
"""
# Pseudonyms are random: the first of them are people by lot.
_PEOPLE = """
SELECT tenant_id, candidate_id, pseudonym FROM pseudonyms p
WHERE ($1::text IS NULL OR tenant_id = $1) AND pseudonym > $2 AND (
  EXISTS (SELECT FROM shown s WHERE s.pseudonym = p.pseudonym AND s.shown_at >= $3)
  OR EXISTS (SELECT FROM feedback f WHERE f.tenant_id = p.tenant_id AND f.candidate_id = p.candidate_id
    AND f.action = 'hired' AND f.occurred_at >= $3))
ORDER BY pseudonym LIMIT $4
"""
_FAMILY = "j.facts #>> '{asks,occupation}' AS family"
# A match counts where it was shown first, and in the window in which that was; a hire, in the one in which it was.
_SEEN = f"""
WITH first AS (
  SELECT DISTINCT ON (pseudonym, job_id) * FROM shown WHERE pseudonym = ANY ($1)
  ORDER BY pseudonym, job_id, shown_at, match_version)
SELECT pseudonym, job_id, position, shown_at, profile || '/' || profile_version AS profile,
  nullif(lower(j.company), '') AS employer, {_FAMILY}
FROM first JOIN pseudonyms p USING (pseudonym) LEFT JOIN jobs j USING (job_id)
WHERE shown_at >= $2 OR EXISTS (
  SELECT FROM feedback f WHERE f.tenant_id = p.tenant_id AND f.candidate_id = p.candidate_id
    AND f.job_id = first.job_id AND f.action = 'hired' AND f.occurred_at >= $2)
ORDER BY pseudonym, shown_at, position, job_id
"""
_SAID = f"""
SELECT pseudonym, job_id, action, told.first, told.last, {_FAMILY},
  EXISTS (SELECT FROM shown s WHERE s.pseudonym = told.pseudonym AND s.job_id = told.job_id) AS shown
FROM (
  SELECT p.pseudonym, f.job_id, f.action, min(f.occurred_at) AS first, max(f.occurred_at) AS last
  FROM pseudonyms p JOIN feedback f USING (tenant_id, candidate_id)
  WHERE p.pseudonym = ANY ($1) GROUP BY p.pseudonym, f.job_id, f.action
  HAVING max(f.occurred_at) >= $2) AS told
LEFT JOIN jobs j USING (job_id) ORDER BY pseudonym, job_id, action
"""
# People of one transaction: some hundred matches each.
_PAGE = 50
_FIRST = UUID(int=0)


class PostgresHistory:
    """See rematch_match.ports.history.History."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, shown: Sequence[Showing]) -> None:
        if not shown:
            return
        columns = zip(*sorted(map(_row, shown)), strict=True)
        async with self._database.transaction({one.key[0][0] for one in shown}) as connection:
            await connection.execute(_NOTE, *map(list, columns))

    async def traces(self, asked: Asked, most: int) -> AsyncIterator[list[Trace]]:
        tenants = await every_tenant(self._database) if asked.tenant is None else {asked.tenant}
        after = _FIRST
        while most > 0:
            size = min(most, _PAGE)
            async with self._database.transaction(tenants) as connection:
                people = await connection.fetch(_PEOPLE, asked.tenant, after, asked.since, size)
                found = await _traces(connection, people, asked)
            if found:
                yield found
            if len(people) < size:
                return
            after, most = people[-1]["pseudonym"], most - size


async def _traces(connection: Connection, people: Sequence[Any], asked: Asked) -> list[Trace]:
    names = [one["pseudonym"] for one in people]
    seen = await _by_person(connection, _SEEN, names, asked)
    said = await _by_person(connection, _SAID, names, asked)
    return [
        Trace(one["tenant_id"], list(map(_seen, seen[name])), list(map(_said, said[name])))
        for one, name in zip(people, names, strict=True)
    ]


async def _by_person(
    connection: Connection, query: str, names: Sequence[UUID], asked: Asked
) -> Mapping[UUID, Sequence[Any]]:
    rows: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in await connection.fetch(query, names, asked.since):
        rows[row["pseudonym"]].append(row)
    return rows


def _row(one: Showing) -> tuple[Any, ...]:
    scoring = (one.profile, one.profile_version)
    return (*one.key[0], one.key[1], one.version, one.surface, one.position, *scoring, one.at)


def _seen(row: Any) -> Seen:
    return Seen(row["job_id"], row["position"], row["shown_at"], row["profile"], row["family"], row["employer"])


def _said(row: Any) -> Said:
    return Said(row["job_id"], row["action"], row["first"], row["last"], row["shown"], row["family"])
