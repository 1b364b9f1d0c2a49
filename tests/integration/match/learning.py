"""What tests of learning share: a tenant with two people and two matches each, and models."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from rematch_common.contracts import TenantSettings
from rematch_common.database import Database
from rematch_match.adapters.lightgbm_trees import LightgbmTrees
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.postgres_tenants import PostgresTenants
from rematch_match.domain.learned.training import Taught, teach
from rematch_match.domain.pairs import Scored
from rematch_match.domain.terms import Terms
from rematch_match.ports import Arrivals
from tests.fakes.occasions import occasion
from tests.fakes.samples import NOW, job_id, person
from tests.servers import Postgres
from tests.unit.match.api.cases import opening
from tests.unit.match.learned.lessons import taught_by

JANE, EVE = ("demo", "jane"), ("second", "eve")
TREES = LightgbmTrees(threads=1, rounds=20)
TERMS = Terms(least=50.0)


@cache
def taught() -> Taught:
    return teach(taught_by(), None, TREES)


@asynccontextmanager
async def matched(postgres: Postgres) -> AsyncIterator[Database]:
    """One person in each of two tenants, with a match of each of two openings."""
    async with postgres.database("match") as database:
        people = [person(name, tenant) for tenant, name in (JANE, EVE)]
        store = PostgresStore(database)
        work = await store.write(Arrivals([opening(n) for n in (1, 2)], people))
        pairs = [Scored.unseen((who, job_id(n))) for who in (JANE, EVE) for n in (1, 2)]
        assert await store.settle(pairs, work, occasion()) == 4
        yield database


async def chosen(database: Database, version: int = 1, **fields: object) -> None:
    told = {"tenant_id": "demo", "version": version, "scoring_profile": "learned", **fields}
    await PostgresTenants(database, TERMS).learn([TenantSettings.model_validate(told)], [], NOW)
