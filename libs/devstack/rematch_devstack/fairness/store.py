"""The store of protected attributes, by the auditor's login. Whom match forgets, it takes out of here."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from rematch_common.database import Database
from rematch_common.secret import Secret
from rematch_devstack.fairness.categories import Attributes, Key
from rematch_devstack.roles import FAIRNESS

_PUT = """
INSERT INTO attributes (tenant_id, candidate_id, sex, race_ethnicity, source, told_at)
SELECT t, c, s, r, $5, $6 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS k(t, c, s, r)
ON CONFLICT (tenant_id, candidate_id) DO UPDATE SET sex = excluded.sex, race_ethnicity = excluded.race_ethnicity,
  source = excluded.source, told_at = excluded.told_at
"""
_TAKE_OUT = """
DELETE FROM attributes USING unnest($1::text[], $2::text[]) AS k(t, c) WHERE tenant_id = t AND candidate_id = c
RETURNING 1
"""
_ALL = "SELECT tenant_id, candidate_id, sex, race_ethnicity FROM attributes"
_SOURCES = """
SELECT source, count(*) AS people, min(told_at) AS first, max(told_at) AS last FROM attributes GROUP BY source
ORDER BY source
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Where attributes come from, and when they were imported."""

    source: str
    people: int
    first: datetime
    last: datetime


class Store:
    """See rematch_devstack.fairness.importing.Kept. All methods raise DependencyAway."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, told: Mapping[Key, Attributes], source: str, at: datetime) -> None:
        said = {key: one for key, one in sorted(told.items()) if one}
        columns = [[*key, one.sex, one.race_ethnicity] for key, one in said.items()]
        async with self._database.transaction(_tenants(told)) as connection:
            if columns:
                await connection.execute(_PUT, *map(list, zip(*columns, strict=True)), source, at)
            await connection.fetch(_TAKE_OUT, *_columns(key for key in told if key not in said))

    async def take_out(self, people: Collection[Key]) -> int:
        async with self._database.transaction(_tenants(people)) as connection:
            return len(await connection.fetch(_TAKE_OUT, *_columns(people)))

    async def all(self, tenants: Collection[str]) -> tuple[dict[Key, Attributes], list[Source]]:
        async with self._database.transaction(tenants) as connection:
            rows = await connection.fetch(_ALL)
            sources = [Source(**dict(row)) for row in await connection.fetch(_SOURCES)]
        return {(row[0], row[1]): Attributes(row["sex"], row["race_ethnicity"]) for row in rows}, sources


@asynccontextmanager
async def opened(url: Secret) -> AsyncIterator[Store]:
    database = Database(url, FAIRNESS, size=1)
    await database.start()
    try:
        yield Store(database)
    finally:
        await database.stop()


def _tenants(people: Iterable[Key]) -> set[str]:
    return {tenant for tenant, _ in people}


def _columns(people: Iterable[Key]) -> tuple[list[str], list[str]]:
    keys = sorted(people)
    return [tenant for tenant, _ in keys], [candidate for _, candidate in keys]
