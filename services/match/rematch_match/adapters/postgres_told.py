"""Who is known, and what was told of them: the audit by way of the pseudonyms, for audits of fairness."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from rematch_common.database import Connection, Database
from rematch_match.adapters.postgres_wants import every_tenant
from rematch_match.domain.told_scores import Noted, Told, told_of

_PEOPLE = """
SELECT c.tenant_id, c.candidate_id, c.alive, p.pseudonym FROM candidates c
LEFT JOIN pseudonyms p ON p.tenant_id = c.tenant_id AND p.candidate_id = c.candidate_id
WHERE ($1::text IS NULL OR c.tenant_id = $1) AND (c.tenant_id, c.candidate_id) > ($2, $3)
  AND c.away_as IS DISTINCT FROM 'erased'
ORDER BY c.tenant_id, c.candidate_id LIMIT $4
"""
# One person after the other, by LATERAL: else the planner reads the whole audit.
_TOLD = """
SELECT k.pseudonym, last.score, last.inputs, last.factors FROM unnest($1::uuid[]) AS k(pseudonym) CROSS JOIN LATERAL (
  SELECT DISTINCT ON (job_id) score, inputs, factors FROM audit
  WHERE pseudonym = k.pseudonym AND told_at >= $2 ORDER BY job_id, match_version DESC) AS last
"""
# People of one transaction: some hundred pairs each.
_PAGE = 50
_MANY = 5_000
_Noted = Mapping[UUID | None, Sequence[Noted]]


class PostgresTold:
    """A page of people at a time. All methods raise DependencyAway."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def people(self, tenant: str | None) -> AsyncIterator[tuple[str, str]]:
        """All who are known and not forgotten."""
        async for page, _ in self._pages(tenant, _MANY):
            for row in page:
                yield row["tenant_id"], row["candidate_id"]

    async def scores(self, tenant: str | None, since: datetime) -> AsyncIterator[Told]:
        """The same, with what was told of each since then."""
        async for page, noted in self._pages(tenant, _PAGE, since):
            for row in page:
                yield told_of((row["tenant_id"], row["candidate_id"], row["alive"]), noted.get(row["pseudonym"], ()))

    async def _pages(
        self, tenant: str | None, size: int, since: datetime | None = None
    ) -> AsyncIterator[tuple[Sequence[Any], _Noted]]:
        tenants = await every_tenant(self._database) if tenant is None else {tenant}
        after = ("", "")
        while True:
            async with self._database.transaction(tenants) as connection:
                page = await connection.fetch(_PEOPLE, tenant, *after, size)
                noted = await _noted(connection, page, since) if since else {}
            yield page, noted
            if len(page) < size:
                return
            after = page[-1]["tenant_id"], page[-1]["candidate_id"]


async def _noted(connection: Connection, page: Sequence[Any], since: datetime) -> _Noted:
    pseudonyms = [row["pseudonym"] for row in page if row["pseudonym"]]
    found: defaultdict[UUID | None, list[Noted]] = defaultdict(list)
    for row in await connection.fetch(_TOLD, pseudonyms, since):
        told = Noted(row["score"], orjson.loads(row["inputs"]), orjson.loads(row["factors"]))
        found[row["pseudonym"]].append(told)
    return found
