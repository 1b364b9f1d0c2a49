"""What people were shown, in PostgreSQL; what they made of it is in `feedback`."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from rematch_common.contracts import MatchShown
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
# Not of somebody else, who was erased before another came under their id.
_HEAR = """
INSERT INTO shown (pseudonym, job_id, match_version, surface, position, profile, profile_version, shown_at)
SELECT known.pseudonym, j, v, 'message', at, noted.profile, noted.version, shown_at
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[], $5::timestamptz[], $6::int[])
  AS k(t, c, j, v, shown_at, at)
CROSS JOIN LATERAL (
  SELECT pseudonym FROM pseudonyms p JOIN candidates USING (tenant_id, candidate_id)
  WHERE p.tenant_id = k.t AND p.candidate_id = k.c AND (erased_at IS NULL OR erased_at < k.shown_at) LIMIT 1) AS known
CROSS JOIN LATERAL (
  SELECT versions::json ->> 'profile' AS profile, (versions::json ->> 'profile_version')::int AS version FROM audit
  WHERE pseudonym = known.pseudonym AND job_id = k.j AND match_version = k.v LIMIT 1) AS noted
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
# One person after the other, by LATERAL: else the planner reads all pseudonyms, or all of a tenant's feedback.
_OF = "unnest($1::uuid[], $2::text[], $3::text[]) AS k(pseudonym, t, c) CROSS JOIN LATERAL"
# A match counts where it was shown first, and in the window in which that was; a hire, in the one in which it was.
_SEEN = f"""
SELECT k.pseudonym, first.job_id, position, shown_at, profile || '/' || profile_version AS profile,
  nullif(lower(j.company), '') AS employer, {_FAMILY}
FROM {_OF} (
  SELECT DISTINCT ON (job_id) * FROM shown WHERE pseudonym = k.pseudonym
  ORDER BY job_id, shown_at, match_version, surface) AS first
LEFT JOIN jobs j ON j.job_id = first.job_id
WHERE shown_at >= $4 OR EXISTS (
  SELECT FROM feedback f WHERE f.tenant_id = k.t AND f.candidate_id = k.c AND f.job_id = first.job_id
    AND f.action = 'hired' AND f.occurred_at >= $4 LIMIT 1)
ORDER BY k.pseudonym, shown_at, position, first.job_id
"""
_SAID = f"""
SELECT k.pseudonym, told.job_id, told.action, told.first, told.last, {_FAMILY},
  EXISTS (SELECT FROM shown s WHERE s.pseudonym = k.pseudonym AND s.job_id = told.job_id LIMIT 1) AS shown
FROM {_OF} (
  SELECT job_id, action, min(occurred_at) AS first, max(occurred_at) AS last FROM feedback
  WHERE tenant_id = k.t AND candidate_id = k.c GROUP BY job_id, action HAVING max(occurred_at) >= $4) AS told
LEFT JOIN jobs j ON j.job_id = told.job_id ORDER BY k.pseudonym, told.job_id, told.action
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

    async def hear(self, shown: Sequence[MatchShown]) -> None:
        if not shown:
            return
        columns = zip(*sorted(map(_heard, shown)), strict=True)
        async with self._database.transaction({one.tenant_id for one in shown}) as connection:
            await connection.execute(_HEAR, *map(list, columns))

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
    keys = [[one[name] for one in people] for name in ("pseudonym", "tenant_id", "candidate_id")]
    seen = _by_person(await connection.fetch(_SEEN, *keys, asked.since))
    said = _by_person(await connection.fetch(_SAID, *keys, asked.since))
    return [
        Trace(one["tenant_id"], list(map(_seen, seen[name])), list(map(_said, said[name])))
        for one, name in zip(people, keys[0], strict=True)
    ]


def _by_person(rows: Sequence[Any]) -> Mapping[UUID, Sequence[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row["pseudonym"]].append(row)
    return found


def _row(one: Showing) -> tuple[Any, ...]:
    scoring = (one.profile, one.profile_version)
    return (*one.key[0], one.key[1], one.version, one.surface, one.position, *scoring, one.at)


def _heard(one: MatchShown) -> tuple[Any, ...]:
    """Sorted, the first showing of a version comes first."""
    return one.tenant_id, one.candidate_id, one.job_id, one.version, one.occurred_at, one.position


def _seen(row: Any) -> Seen:
    return Seen(row["job_id"], row["position"], row["shown_at"], row["profile"], row["family"], row["employer"])


def _said(row: Any) -> Said:
    return Said(row["job_id"], row["action"], row["first"], row["last"], row["shown"], row["family"])
