"""Who is there, from PostgreSQL: skills are looked up in `probes`, a row for every skill that somebody has."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from rematch_common.database import Database
from rematch_match.adapters.marks import AMONG
from rematch_match.adapters.rows import SCORED_CANDIDATE, SCORED_JOB, candidate_of, job_of
from rematch_match.domain.census import FLOOR, Census
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.ports.directory import Openings, People, Seek, SeekOpenings

_APART = "\x1f"
_IN_CATEGORY = "(k.categories = '{}' OR x.categories = '{}' OR x.categories && k.categories)"
# From `start` to the end of the circle and then from its beginning, each part read only so far as it is needed.
_BEHIND, _BEFORE = (
    "(SELECT candidate_id, version, spot FROM probes x WHERE tenant_id = k.tenant_id AND skill = k.skill "
    f"AND spot {than} k.start AND {_IN_CATEGORY} ORDER BY spot LIMIT k.reads)"
    for than in (">=", "<")
)
_PEOPLE_WITH = f"""
SELECT seek, array_agg(candidate_id ORDER BY place) AS names, array_agg(version ORDER BY place) AS versions FROM (
  SELECT seek, most, candidate_id, version,
    row_number() OVER (PARTITION BY seek ORDER BY overlap DESC, (spot - start) & 4294967295) AS place FROM (
    SELECT k.seek, k.most, k.start, hit.candidate_id, hit.spot, max(hit.version) AS version, sum(k.weight) AS overlap
    FROM (SELECT seek, tenant_id, skill, weight, reads, most, start, string_to_array(c, '{_APART}') AS categories
      FROM unnest($1::int[], $2::text[], $3::text[], $4::float8[], $5::int[], $6::int[], $7::bigint[], $8::text[])
        AS u(seek, tenant_id, skill, weight, reads, most, start, c)) AS k
    CROSS JOIN LATERAL ({_BEHIND} UNION ALL {_BEFORE} LIMIT k.reads) AS hit
    GROUP BY k.seek, k.most, k.start, hit.candidate_id, hit.spot) AS summed) AS placed
WHERE place <= most GROUP BY seek
"""
_EVERYONE = f"""
SELECT seek, array_agg(candidate_id) AS names, array_agg(version) AS versions
FROM (SELECT seek, tenant_id, most, string_to_array(c, '{_APART}') AS categories
  FROM unnest($1::int[], $2::text[], $3::int[], $4::text[]) AS u(seek, tenant_id, most, c)) AS k
CROSS JOIN LATERAL (SELECT candidate_id, version FROM candidates x WHERE tenant_id = k.tenant_id AND alive
  AND {_IN_CATEGORY} ORDER BY candidate_id LIMIT k.most) AS hit
GROUP BY seek
"""
# The transactions that had not ended when the tenants were read may write what neither of the two reads sees.
_TENANTS_AND_NOW = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text, array(SELECT tenant_id FROM tenants)"
_WRITTEN = "SELECT tenant_id, candidate_id FROM candidates WHERE written >= $1::text::xid8"
_OPENINGS_WITH, _OPENINGS_WITH_OWN = (
    f"""
SELECT job_id, version FROM (
  SELECT job_id, version, posted_at,
    (SELECT sum(w.weight) FROM unnest($2::text[], $3::float8[]) AS w(skill, weight) WHERE w.skill = ANY ({asked}))
      AS overlap
  FROM jobs x, (SELECT $6::text[] AS categories) AS k
  WHERE alive AND {probed} AND ($5::timestamptz IS NULL OR posted_at IS NULL OR posted_at >= $5) AND {_IN_CATEGORY}
  ORDER BY posted_at DESC NULLS LAST LIMIT $7) AS hit
ORDER BY overlap DESC, posted_at DESC NULLS LAST, job_id LIMIT $4
"""
    for asked, probed in (("skills", "skills && $1"), ("skills || own", "(skills && $1 OR own && $1)"))
)


class PostgresDirectory:
    """See rematch_match.ports.directory.Directory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tenants(self) -> list[str]:
        async with self._database.transaction() as connection:
            return [row[0] for row in await connection.fetch("SELECT tenant_id FROM tenants ORDER BY 1")]

    async def census(self) -> Census:
        async with self._database.transaction(await self.tenants()) as connection:
            people = await connection.fetch("SELECT tenant_id, count(*) FROM candidates WHERE alive GROUP BY 1")
            having = await connection.fetch(
                "SELECT tenant_id, skill, count(*) FROM probes GROUP BY 1, 2 HAVING count(*) > $1", FLOOR
            )
            asking = await connection.fetch(
                "SELECT skill, count(*) FROM jobs CROSS JOIN unnest(skills) AS skill WHERE alive GROUP BY 1 "
                "HAVING count(*) > $1",
                FLOOR,
            )
        by_tenant: dict[str, dict[str, int]] = {}
        for tenant_id, skill, count in having:
            by_tenant.setdefault(tenant_id, {})[skill] = count
        return Census(dict(map(tuple, people)), by_tenant, dict(map(tuple, asking)))

    async def people_with(self, seeks: Sequence[Seek]) -> list[People]:
        rows = [
            (place, s.tenant_id, skill, weight, s.reads, s.most, s.start, _APART.join(sorted(s.categories)))
            for place, s in enumerate(seeks)
            for skill, weight in s.skills.items()
        ]
        return await self._people(_PEOPLE_WITH, seeks, rows)

    async def everyone(self, seeks: Sequence[Seek]) -> list[People]:
        rows = [(n, s.tenant_id, s.most, _APART.join(sorted(s.categories))) for n, s in enumerate(seeks)]
        return await self._people(_EVERYONE, seeks, rows)

    async def _people(self, query: str, seeks: Sequence[Seek], rows: Sequence[tuple[object, ...]]) -> list[People]:
        found: list[People] = [{} for _ in seeks]
        if not rows:
            return found
        async with self._database.transaction({seek.tenant_id for seek in seeks}) as connection:
            for place, names, versions in await connection.fetch(query, *map(list, zip(*rows, strict=True))):
                tenant_id = seeks[place].tenant_id
                found[place] = {(tenant_id, name): version for name, version in zip(names, versions, strict=True)}
        return found

    async def written(self, since: str | None) -> tuple[list[CandidateKey], str]:
        async with self._database.transaction() as connection:
            now, tenants = await connection.fetchrow(_TENANTS_AND_NOW) or ("0", [])
        if since is None:
            return [], now
        async with self._database.transaction(tenants) as connection:
            return [(row[0], row[1]) for row in await connection.fetch(_WRITTEN, since)], now

    async def people(self, keys: Sequence[CandidateKey]) -> list[CandidateFacts]:
        async with self._database.transaction({key[0] for key in keys}) as connection:
            rows = await connection.fetch(
                f"SELECT {SCORED_CANDIDATE} FROM unnest($1::text[], $2::text[]) AS k(t, c) CROSS JOIN LATERAL "
                "(SELECT * FROM candidates WHERE tenant_id = k.t AND candidate_id = k.c AND alive OFFSET 0) AS found",
                [key[0] for key in keys],
                [key[1] for key in keys],
            )
        return [candidate_of(row) for row in rows]

    async def openings_with(self, seek: SeekOpenings) -> Openings:
        arguments: list[Any] = [list(seek.probed), list(seek.weights), list(seek.weights.values()), seek.most]
        arguments += [seek.since, list(seek.categories), seek.reads]
        query = _OPENINGS_WITH_OWN if any("/" in skill for skill in seek.probed) else _OPENINGS_WITH
        async with self._database.transaction() as connection:
            return dict(map(tuple, await connection.fetch(query, *arguments)))

    async def opening_versions(self, ids: Sequence[UUID]) -> Openings:
        async with self._database.transaction() as connection:
            query = f"SELECT job_id, version FROM jobs WHERE alive AND {AMONG['jobs']}"
            return dict(map(tuple, await connection.fetch(query, list(ids))))

    async def openings(self, ids: Sequence[UUID]) -> list[JobFacts]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch(f"SELECT {SCORED_JOB} FROM jobs WHERE alive AND {AMONG['jobs']}", list(ids))
        return [job_of(row) for row in rows]
