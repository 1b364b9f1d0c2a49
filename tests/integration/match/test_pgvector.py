"""pgvector once its index is made: by one of several replicas, with filters, and where the extension isn't there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import numpy as np
import pytest

from rematch_common.database import Database
from rematch_common.errors import DependencyAway
from rematch_devstack import roles
from rematch_match.adapters.pace import Pace
from rematch_match.adapters.pgvector_hnsw import HNSW
from rematch_match.adapters.pgvector_index import PgvectorIndex
from rematch_match.adapters.pgvector_ivfflat import IVFFLAT
from rematch_match.adapters.pgvector_method import Method
from rematch_match.adapters.pgvector_tables import PgvectorTables
from rematch_match.domain.facts import Vector, point_id
from rematch_match.ports import Point, Query, Where
from tests.fakes.vector_index import FakeVectorIndex
from tests.servers import Postgres

pytestmark = pytest.mark.stack
DIM, MANY = 32, 6_000
NEVER = Pace(enough=10**9)
METHODS = pytest.mark.parametrize("method", [HNSW, IVFFLAT], ids=lambda method: method.name)


def people(numbers: range) -> list[Point]:
    """In sixty clusters: lists have no answer to noise, in which everything is as far from everything else."""
    centres = np.random.default_rng(0).normal(size=(60, DIM))
    chance = np.random.default_rng([numbers.start, numbers.stop])
    values = centres[chance.integers(0, 60, len(numbers))] + 0.4 * chance.normal(size=(len(numbers), DIM))
    unit = (values / np.linalg.norm(values, axis=1, keepdims=True)).astype("<f4")
    found = []
    for n, at in zip(numbers, unit, strict=True):
        tenant, skills = f"t-{n % 3}", frozenset({f"s-{n % 7}", f"rare-{n % 500}"})
        vector = Vector("pgvector-test", at)
        found.append(Point(point_id((tenant, f"c-{n}")), f"{tenant}/c-{n}", 1, vector, skills, tenant))
    return found


@asynccontextmanager
async def replica(
    database: Database, postgres: Postgres, method: Method, pace: Pace = NEVER
) -> AsyncIterator[PgvectorIndex]:
    index = PgvectorIndex(database, PgvectorTables(postgres.url(roles.OWNER)), method, pace)
    await index.start()
    try:
        yield index
    finally:
        await index.stop()


@asynccontextmanager
async def owner(postgres: Postgres, role: str = roles.OWNER) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(postgres.url(role))
    try:
        yield connection
    finally:
        await connection.close()


async def indexes(postgres: Postgres) -> list[tuple[str, bool]]:
    async with owner(postgres) as connection:
        rows = await connection.fetch(
            "SELECT amname, indisvalid FROM pg_index JOIN pg_class i ON i.oid = indexrelid "
            "JOIN pg_am a ON a.oid = i.relam WHERE amname IN ('hnsw', 'ivfflat') ORDER BY 1, 2"
        )
    return [(row["amname"], row["indisvalid"]) for row in rows]


@pytest.fixture(autouse=True)
async def _without_tables(postgres: Postgres) -> None:
    async with owner(postgres) as connection:
        for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE starts_with(tablename, 'near_')"):
            await connection.execute(f"DROP TABLE match.{row['tablename']}")


@METHODS
async def test_with_its_index_it_finds_nearly_all_whatever_the_filter(postgres: Postgres, method: Method) -> None:
    told = FakeVectorIndex()
    points = people(range(MANY))
    wheres = [
        Where(),
        Where(tenant="t-1"),
        Where(tenant="t-1", skills=frozenset({"s-2"})),
        Where(skills=frozenset({"rare-7"})),
        Where(tenant="nobody"),
    ]
    queries = [Query(point.vector, 50, where) for where in wheres for point in people(range(MANY, MANY + 5))]
    async with postgres.database("match") as database, replica(database, postgres, method) as index:
        for each in (index, told):
            await each.put("candidates", points)
        await index.build()
        assert (method.name, True) in await indexes(postgres)
        expected, found = await told.nearest("candidates", queries), await index.nearest("candidates", queries)
    for wanted, got in zip(expected, found, strict=True):
        assert len({*wanted} & {*got}) >= 0.9 * len(wanted)
    assert all(len(got) == len(wanted) for wanted, got in zip(expected, found, strict=True))


@METHODS
async def test_what_is_written_while_the_index_is_made_is_found(postgres: Postgres, method: Method) -> None:
    async with postgres.database("match") as database, replica(database, postgres, method) as index:
        await index.put("candidates", people(range(MANY)))
        building = asyncio.create_task(index.build())
        late = people(range(MANY, MANY + 30))
        for point in late:
            await index.put("candidates", [point])
            assert await index.nearest("candidates", [Query(point.vector, 1)]) == [[point.ref]]
        await building
        found = await index.nearest("candidates", [Query(point.vector, 1) for point in late])
        assert found == [[point.ref] for point in late]


async def test_it_is_made_without_being_asked_for_and_once_for_all_replicas(postgres: Postgres) -> None:
    eager = Pace(enough=MANY, quiet=0.05)
    async with (
        postgres.database("match") as database,
        replica(database, postgres, HNSW, eager) as first,
        replica(database, postgres, HNSW, eager) as second,
    ):
        await asyncio.gather(
            first.put("candidates", people(range(MANY))), second.put("candidates", people(range(MANY, 2 * MANY)))
        )
        async with asyncio.timeout(60):
            while ("hnsw", True) not in await indexes(postgres):
                await first.count("candidates")
        assert await second.count("candidates") == 2 * MANY
        assert {name for name, _ in await indexes(postgres)} == {"hnsw"}


async def test_lists_are_drawn_anew_when_they_are_outgrown_and_a_graph_is_not(postgres: Postgres) -> None:
    async def made(name: str) -> list[int]:
        async with owner(postgres) as connection:
            rows = await connection.fetch("SELECT relfilenode FROM pg_class WHERE relname LIKE $1", f"near_%_{name}")
        return [row["relfilenode"] for row in rows]

    async with postgres.database("match") as database:
        for method, again in ((IVFFLAT, True), (HNSW, False)):
            async with replica(database, postgres, method) as index:
                await index.remove("candidates", [point.id for point in people(range(2_000))])
                await index.put("candidates", people(range(500)))
                await index.build()
                before = await made(method.name)
                await index.build()
                assert await made(method.name) == before
                await index.put("candidates", people(range(500, 2_000)))
                await index.build()
                assert (await made(method.name) != before) == again
            assert await indexes(postgres) == [(method.name, True)]


async def test_what_a_broken_off_build_has_left_is_cleared_away(postgres: Postgres) -> None:
    async with postgres.database("match") as database, replica(database, postgres, HNSW) as index:
        await index.put("candidates", people(range(100)))
        await index.build()
        async with owner(postgres, "postgres") as superuser:
            await superuser.execute(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid::regclass::text LIKE '%_hnsw'"
            )
        assert await indexes(postgres) == [("hnsw", False)]
        await index.build()
        assert await indexes(postgres) == [("hnsw", True)]


async def test_where_the_extension_is_not_there_it_says_what_to_do(postgres: Postgres) -> None:
    async with owner(postgres, "postgres") as superuser:
        await superuser.execute(f"CREATE DATABASE bare OWNER {roles.OWNER}")
    bare = postgres.url(roles.OWNER).replace(f"/{roles.DATABASE}?", "/bare?")
    connection = await asyncpg.connect(bare)
    await connection.execute("CREATE SCHEMA match")
    await connection.close()
    with pytest.raises(DependencyAway, match=r"as a superuser, in this database: CREATE EXTENSION vector SCHEMA match"):
        await PgvectorTables(bare).extension()


async def test_where_its_schema_is_closed_it_says_what_to_do(postgres: Postgres) -> None:
    async with postgres.database("match") as database, owner(postgres, "postgres") as superuser:
        await superuser.execute("ALTER EXTENSION vector SET SCHEMA public")
        try:
            with pytest.raises(DependencyAway, match="GRANT USAGE ON SCHEMA public TO rematch_match"):
                async with replica(database, postgres, HNSW):
                    pass
        finally:
            await superuser.execute("ALTER EXTENSION vector SET SCHEMA match")
