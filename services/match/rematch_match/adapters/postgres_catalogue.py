"""The openings, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from rematch_common.database import Connection, Database
from rematch_match.adapters.compared import job_vector
from rematch_match.adapters.rows import JOB, job_of
from rematch_match.adapters.wanting import DAY, Values, where, words_of
from rematch_match.domain.facts import JobFacts
from rematch_match.ports.book import Counts, Found, Wanted

_WHOLE = f"{JOB}, {job_vector()}"
_SHARING = (
    f"SELECT {_WHOLE} FROM jobs WHERE alive AND skills && $1 "
    "ORDER BY (SELECT count(*) FROM unnest(skills) AS s WHERE s = ANY ($1)) DESC, job_id LIMIT $2"
)
_TOP = 20
_COUNTS = {
    "workplaces": "SELECT facts -> 'asks' ->> 'workplace' AS name, count(*) AS n FROM jobs WHERE alive GROUP BY 1",
    "categories": "SELECT name, count(*) AS n FROM jobs, unnest(categories) AS name WHERE alive GROUP BY 1",
    "companies": "SELECT company AS name, count(*) AS n FROM jobs WHERE alive GROUP BY 1",
}
_OF_TENANT = {
    "grades": "SELECT grade AS name, count(*) AS n FROM matches WHERE tenant_id = $1 AND state = 'active' GROUP BY 1",
    "statuses": "SELECT status AS name, count(*) AS n FROM reactions WHERE tenant_id = $1 GROUP BY 1",
}


class PostgresCatalogue:
    """See rematch_match.ports.book.Catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def opening(self, job_id: UUID) -> JobFacts | None:
        rows = await self._rows(f"SELECT {_WHOLE}, body FROM jobs WHERE job_id = $1", job_id)
        return job_of(rows[0]) if rows else None

    async def openings(self, ids: Sequence[UUID]) -> list[JobFacts]:
        return await self.among(ids, Wanted())

    async def newest(self, wanted: Wanted, most: int, after: tuple[datetime, UUID] | None) -> list[Found]:
        values = Values()
        told = where(wanted, values)
        if wanted.text:
            told += f" AND words @@ {words_of(wanted.text, values)}"
        if after is not None:
            told += f" AND ({DAY}, job_id) < ({values.add(after[0], 'timestamptz')}, {values.add(after[1], 'uuid')})"
        order = f"ORDER BY {DAY} DESC, job_id DESC LIMIT {values.add(most, 'int')}"
        rows = await self._rows(f"SELECT {JOB}, {DAY} AS day FROM jobs WHERE {told} {order}", *values.all)
        return [Found(job_of(row), row["day"]) for row in rows]

    async def among(self, ids: Sequence[UUID], wanted: Wanted) -> list[JobFacts]:
        if not ids:
            return []
        values = Values()
        told = f"job_id = ANY ({values.add(list(ids), 'uuid[]')}) AND {where(wanted, values)}"
        return [job_of(row) for row in await self._rows(f"SELECT {_WHOLE} FROM jobs WHERE {told}", *values.all)]

    async def with_words(self, wanted: Wanted, skills: frozenset[str], most: int) -> list[UUID]:
        values = Values()
        told, words = where(wanted, values), words_of(wanted.text, values)
        hit = f"words @@ {words}"
        if skills:
            hit = f"({hit} OR skills @> {values.add(sorted(skills), 'text[]')})"
        query = (
            f"SELECT job_id FROM jobs WHERE {told} AND {hit} "
            f"ORDER BY words @@ {words} DESC, ts_rank(words, {words}) DESC, {DAY} DESC, job_id "
            f"LIMIT {values.add(most, 'int')}"
        )
        return [row["job_id"] for row in await self._rows(query, *values.all)]

    async def sharing(self, skills: frozenset[str], most: int) -> list[JobFacts]:
        return [job_of(row) for row in await self._rows(_SHARING, sorted(skills), most)]

    async def counts(self, tenant: str, now: datetime) -> Counts:
        async with self._database.transaction([tenant]) as connection:
            told = {name: await _counted(connection, query) for name, query in _COUNTS.items()}
            own = {name: await _counted(connection, query, tenant) for name, query in _OF_TENANT.items()}
            openings = await connection.fetchrow(
                "SELECT count(*) FILTER (WHERE alive) AS open, count(*) FILTER (WHERE NOT alive) AS closed, "
                "count(*) FILTER (WHERE alive AND posted_at > $1) AS of_the_last_day, "
                "count(*) FILTER (WHERE alive AND posted_at > $2) AS of_the_last_week FROM jobs",
                now - timedelta(days=1),
                now - timedelta(days=7),
            )
            people = await connection.fetchval("SELECT count(*) FROM candidates WHERE tenant_id = $1 AND alive", tenant)
        return Counts(**told, **own, openings=dict(openings or {}), people=people)

    async def _rows(self, query: str, *values: object) -> list[Any]:
        async with self._database.transaction() as connection:
            return list(await connection.fetch(query, *values))


async def _counted(connection: Connection, query: str, *values: object) -> dict[str, int]:
    rows = await connection.fetch(f"{query} ORDER BY n DESC, name LIMIT {_TOP}", *values)
    return {str(row["name"]): row["n"] for row in rows if row["name"]}
