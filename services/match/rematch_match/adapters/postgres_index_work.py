"""What was asked for of the indexes, and the index of skills, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from rematch_common.database import Connection, Database
from rematch_match.adapters.marks import AMONG, FIRST, SOURCES, columns, key_of, marks_behind
from rematch_match.ports import Mark, Side
from rematch_match.ports.index_work import IndexWork, Kind

_FIRST = """
SELECT id, kind, stage, behind, looked, wrong, skills_wrong FROM index_work WHERE done_at IS NULL ORDER BY id LIMIT 1
"""
_NOTE = """
UPDATE index_work SET stage = $2, behind = $3, looked = $4, wrong = $5, skills_wrong = $6, done_at = $7 WHERE id = $1
"""
# Whoever writes one of these people now is waited for: their trigger writes the same rows.
_HOLD = f"SELECT FROM candidates WHERE {AMONG['candidates']} ORDER BY tenant_id, candidate_id FOR UPDATE"
_MISSING = """
FROM candidates c CROSS JOIN LATERAL (SELECT DISTINCT unnest(c.skills) AS skill) AS had
WHERE c.alive AND (c.tenant_id, c.candidate_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
  AND NOT EXISTS (SELECT FROM probes p WHERE p.tenant_id = c.tenant_id AND p.skill = had.skill
    AND p.spot = spot_of(c.candidate_id) AND p.candidate_id = c.candidate_id AND p.version = c.version)
"""
_FILE = f"""
INSERT INTO probes SELECT c.tenant_id, had.skill, spot_of(c.candidate_id), c.candidate_id, c.version, c.categories
{_MISSING}
ON CONFLICT (tenant_id, skill, spot, candidate_id) DO UPDATE SET version = excluded.version,
  categories = excluded.categories
"""
_STRANGE = """
FROM probes p WHERE p.tenant_id = $1 AND NOT EXISTS (SELECT FROM candidates c WHERE c.tenant_id = p.tenant_id
  AND c.candidate_id = p.candidate_id AND c.alive AND p.skill = ANY (c.skills))
"""
# All skills of a large tenant take longer than a request may.
_PATIENCE = 900.0


class PostgresIndexWork:
    """See rematch_match.ports.index_work.IndexWorks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, kind: Kind, now: datetime) -> int:
        """Its number."""
        async with self._database.transaction() as connection:
            number: int = await connection.fetchval(
                "INSERT INTO index_work (kind, asked_at) VALUES ($1, $2) RETURNING id", kind, now
            )
        return number

    async def newest(self, number: int | None = None) -> dict[str, object] | None:
        """Or that of this number."""
        query = "SELECT * FROM index_work WHERE $1::bigint IS NULL OR id = $1 ORDER BY id DESC LIMIT 1"
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(query, number)
            if row is None:
                return None
            belong = await connection.fetchval("SELECT count(*) FROM jobs WHERE alive AND vector IS NOT NULL")
        return {**dict(row), "openings": belong}

    async def first(self) -> IndexWork | None:
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(_FIRST)
        return IndexWork(**row) if row else None

    async def page(self, side: Side, source: int, behind: str | None, size: int) -> list[Mark]:
        key = FIRST[side] if behind is None else key_of(side, behind)
        async with self._database.transaction(await self._tenants()) as connection:
            return await marks_behind(connection, side, SOURCES[side][source], key, size)

    async def compare_skills(self, refs: Sequence[str], *, mend: bool) -> int:
        asked = columns("candidates", refs)
        async with self._database.transaction({ref.partition("/")[0] for ref in refs}) as connection:
            if not mend:
                return int(await connection.fetchval(f"SELECT count(*) {_MISSING}", *asked))
            await connection.execute(_HOLD, *asked)
            return _count(await connection.execute(_FILE, *asked))

    async def strangers(self, *, mend: bool) -> int:
        return sum([await self._strangers_of(tenant, mend) for tenant in sorted(await self._tenants())])

    async def note(self, work: IndexWork, done_at: datetime | None = None) -> None:
        row = work.id, work.stage, work.behind, work.looked, work.wrong, work.skills_wrong, done_at
        async with self._database.transaction() as connection:
            await connection.execute(_NOTE, *row)

    async def _strangers_of(self, tenant: str, mend: bool) -> int:
        async with self._database.transaction([tenant]) as connection:
            return await _take_out(connection, tenant) if mend else await _count_strange(connection, tenant)

    async def _tenants(self) -> set[str]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch("SELECT tenant_id FROM tenants")
        return {row["tenant_id"] for row in rows}


async def _take_out(connection: Connection, tenant: str) -> int:
    return _count(await connection.execute(f"DELETE {_STRANGE}", tenant, timeout=_PATIENCE))


async def _count_strange(connection: Connection, tenant: str) -> int:
    return int(await connection.fetchval(f"SELECT count(*) {_STRANGE}", tenant, timeout=_PATIENCE))


def _count(told: str) -> int:
    """Of what an INSERT or DELETE answers."""
    return int(told.rpartition(" ")[2])
