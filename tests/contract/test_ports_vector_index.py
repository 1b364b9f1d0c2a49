"""One suite for every vector index."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from qdrant_client import AsyncQdrantClient

from rematch_devstack import roles
from rematch_match.adapters.pgvector_hnsw import HNSW
from rematch_match.adapters.pgvector_index import PgvectorIndex
from rematch_match.adapters.pgvector_ivfflat import IVFFLAT
from rematch_match.adapters.pgvector_method import Method
from rematch_match.adapters.pgvector_tables import PgvectorTables
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.adapters.qdrant_server_index import QdrantServerIndex, connect
from rematch_match.domain.facts import Vector, point_id
from rematch_match.ports import Point, Query, VectorIndex, Where
from tests.contract.stores import paged
from tests.fakes.samples import job_id, vector
from tests.fakes.vector_index import FakeVectorIndex
from tests.servers import Postgres

# Brute force has no use for indexed fields nor for how a graph is searched, and says so.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact"),
]
URL = os.environ.get("REMATCH_TEST_QDRANT_URL", "")
DOCKER = bool(os.environ.get("DOCKER_HOST")) or Path("/var/run/docker.sock").exists()
NO_SERVER = pytest.mark.skip(reason="no Qdrant server: set REMATCH_TEST_QDRANT_URL, or start Docker")
METHODS = {method.name: method for method in (HNSW, IVFFLAT)}
SQL, GO = frozenset({"sql"}), frozenset({"go"})


@pytest.fixture(scope="session")
def qdrant_url() -> Iterator[str]:
    if URL:
        yield URL
    else:
        with _container() as url:
            yield url


@contextmanager
def _container() -> Iterator[str]:
    from testcontainers.qdrant import QdrantContainer

    with QdrantContainer() as qdrant:
        yield f"http://{qdrant.rest_host_address}"


@asynccontextmanager
async def server_index(client: AsyncQdrantClient) -> AsyncIterator[VectorIndex]:
    for collection in (await client.get_collections()).collections:
        await client.delete_collection(collection.name)
    index = QdrantServerIndex(client)
    await index.start()
    try:
        yield index
    finally:
        await index.stop()


@asynccontextmanager
async def pgvector_index(postgres: Postgres, method: Method) -> AsyncIterator[VectorIndex]:
    tables = PgvectorTables(postgres.url(roles.OWNER))
    async with postgres.database("match") as database:
        index = PgvectorIndex(database, tables, method)
        await index.start()
        try:
            yield index
        finally:
            await index.stop()


@pytest.fixture(
    params=[
        "fake",
        pytest.param("edge", marks=pytest.mark.stack),
        pytest.param("hnsw", marks=pytest.mark.stack),
        pytest.param("ivfflat", marks=pytest.mark.stack),
        "local",
        pytest.param("server", marks=[pytest.mark.docker, *([] if URL or DOCKER else [NO_SERVER])]),
    ]
)
async def index(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[VectorIndex]:
    if request.param == "fake":
        yield FakeVectorIndex()
    elif request.param == "edge":
        edge = QdrantEdgeIndex(tmp_path)
        await edge.start()
        yield edge
        await edge.stop()
    elif request.param in METHODS:
        async with pgvector_index(request.getfixturevalue("postgres"), METHODS[request.param]) as pgvector:
            yield pgvector
    else:
        client = (
            AsyncQdrantClient(":memory:")
            if request.param == "local"
            else connect(request.getfixturevalue("qdrant_url"), "")
        )
        async with server_index(client) as server:
            yield server


def opening(number: int, at: Vector, skills: frozenset[str] = SQL, version: int = 1, **known: Any) -> Point:
    return Point(job_id(number), f"job-{number}", version, at, skills, **known)


def somebody(name: str, at: Vector, tenant: str = "demo", **known: Any) -> Point:
    return Point(point_id((tenant, name)), f"{tenant}/{name}", 1, at, **{"skills": SQL} | known, tenant=tenant)


async def nearest(index: VectorIndex, to: Vector, skills: frozenset[str] = SQL, limit: int = 10) -> list[str]:
    (found,) = await index.nearest("jobs", [Query(to, limit, Where(skills=skills))])
    return found


async def test_the_nearest_come_first_and_no_more_than_asked_for(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(0, 1)), opening(2, vector(1, 0)), opening(3, vector(1, 1))])
    assert await nearest(index, vector(1, 0.1)) == ["job-2", "job-3", "job-1"]
    assert await nearest(index, vector(1, 0.1), limit=1) == ["job-2"]


async def test_only_who_shares_a_skill_is_found(index: VectorIndex) -> None:
    await index.put(
        "jobs", [opening(1, vector(1, 0)), opening(2, vector(0, 1), GO), opening(3, vector(0, 1), SQL | GO)]
    )
    assert set(await nearest(index, vector(1, 0), GO)) == {"job-2", "job-3"}
    assert set(await nearest(index, vector(1, 0), SQL | GO)) == {"job-1", "job-2", "job-3"}
    assert await nearest(index, vector(1, 0), frozenset({"rust"})) == []


async def test_what_is_put_again_replaces_what_was_there(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(1, 0)), opening(2, vector(0, 1))])
    await index.put("jobs", [opening(1, vector(0, 1), GO)])
    assert await index.count("jobs") == 2
    assert await nearest(index, vector(1, 0)) == ["job-2"]
    assert await nearest(index, vector(1, 0), GO) == ["job-1"]


async def test_what_is_removed_is_found_no_more_and_removing_it_again_is_harmless(index: VectorIndex) -> None:
    await index.remove("jobs", [job_id(1)])
    await index.put("jobs", [opening(1, vector(1, 0)), opening(2, vector(0, 1))])
    for _ in range(2):
        await index.remove("jobs", [job_id(1), job_id(9)])
    assert await nearest(index, vector(1, 0)) == ["job-2"]
    assert await index.count("jobs") == 1


async def test_the_two_sides_are_apart(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(1, 0))])
    await index.put("candidates", [somebody("c-1", vector(1, 0)), somebody("c-1", vector(1, 0.1), tenant="second")])
    assert (await index.count("jobs"), await index.count("candidates")) == (1, 2)
    (found,) = await index.nearest("candidates", [Query(vector(1, 0), 10, Where(skills=SQL))])
    assert found == ["demo/c-1", "second/c-1"]
    await index.remove("jobs", [point_id(("demo", "c-1"))])
    assert await index.count("candidates") == 2


async def test_vectors_of_two_models_never_meet(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(1, 0)), opening(2, vector(1, 0, 0, model="m-2"))])
    assert await nearest(index, vector(1, 0)) == ["job-1"]
    assert await nearest(index, vector(1, 0, 0, model="m-2")) == ["job-2"]
    assert await nearest(index, vector(1, 0, model="m-3")) == []
    assert await index.count("jobs") == 2
    await index.remove("jobs", [job_id(1), job_id(2)])
    assert await index.count("jobs") == 0


async def test_vectors_of_one_model_and_two_lengths_never_meet(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(1, 0)), opening(2, vector(1, 0, 0))])
    assert await nearest(index, vector(1, 0)) == ["job-1"]
    assert await nearest(index, vector(1, 0, 0)) == ["job-2"]


async def test_of_many_that_are_alike_the_same_are_found_whatever_came_first(index: VectorIndex) -> None:
    alike = [opening(n, vector(1, 0)) for n in range(30)]
    await index.put("jobs", [opening(99, vector(1, 0.1)), *alike[20:], *alike[:20]])
    expected = [point.ref for point in sorted(alike, key=lambda point: point.id)]
    assert await nearest(index, vector(1, 0), limit=5) == expected[:5]
    await index.put("jobs", [alike[n] for n in (3, 29, 11)])
    assert await nearest(index, vector(1, 0), limit=5) == expected[:5]
    assert await nearest(index, vector(1, 0), limit=30) == expected
    assert (await nearest(index, vector(1, 0), limit=31))[30:] == ["job-99"]


async def test_it_says_what_is_there_in_which_version_and_space(index: VectorIndex) -> None:
    points = [opening(n, vector(1, n), version=n) for n in range(1, 6)] + [opening(1, vector(1, 0, 0, model="m-2"))]
    await index.put("jobs", points)
    await index.put("jobs", [opening(2, vector(1, 0), version=7)])
    await index.put("candidates", [somebody("c-1", vector(1, 0))])
    points[1] = opening(2, vector(1, 0), version=7)
    expected = sorted((point.mark for point in points), key=lambda mark: (mark.id, mark.space))
    for size in (1, 2, 5, 100):
        assert await paged(index.marks("jobs", size), size) == expected
    assert await paged(index.marks("candidates", 2), 2) == [somebody("c-1", vector(1, 0)).mark]
    found = await index.marks_of("jobs", [job_id(1), job_id(2), job_id(77)])
    assert set(found) == {points[0].mark, points[1].mark, points[-1].mark}


async def test_every_query_has_its_own_answer_in_order(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(1, 0)), opening(2, vector(0, 1))])
    queries = [
        Query(vector(0, 1), 1, Where(skills=SQL)),
        Query(vector(1, 0), 1, Where(skills=SQL)),
        Query(vector(1, 0), 1, Where(skills=GO)),
    ]
    assert await index.nearest("jobs", queries) == [["job-2"], ["job-1"], []]


async def test_nothing_is_nothing(index: VectorIndex) -> None:
    await index.put("jobs", [])
    await index.remove("jobs", [])
    assert await index.nearest("jobs", []) == []
    assert await paged(index.marks("jobs", 2), 2) == await index.marks_of("jobs", [job_id(1)]) == []
    assert await nearest(index, vector(1, 0)) == []
    assert await index.count("jobs") == 0


async def test_a_thousand_are_searched_as_exactly_as_three(index: VectorIndex) -> None:
    points: list[Any] = [opening(n, vector(1, n / 10)) for n in range(1_000)]
    for begin in range(0, 1_000, 250):
        await index.put("jobs", points[begin : begin + 250])
    assert await index.count("jobs") == 1_000
    assert (await nearest(index, vector(1, 0), limit=3)) == ["job-0", "job-1", "job-2"]


async def test_who_asks_for_nothing_finds_all(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(1, 0)), opening(2, vector(0, 1), frozenset()), opening(3, vector(1, 1))])
    (found,) = await index.nearest("jobs", [Query(vector(1, 0.1), 10)])
    assert found == ["job-1", "job-3", "job-2"]


async def test_a_tenant_finds_nobody_of_another(index: VectorIndex) -> None:
    people = [somebody(f"c-{n}", vector(1, n), tenant) for n in range(3) for tenant in ("demo", "second")]
    await index.put("candidates", people)
    for tenant in ("demo", "second"):
        (found,) = await index.nearest("candidates", [Query(vector(1, 0), 10, Where(tenant=tenant))])
        assert found == [f"{tenant}/c-{n}" for n in range(3)]
    assert await index.nearest("candidates", [Query(vector(1, 0), 10, Where(tenant="third"))]) == [[]]


async def test_whoever_is_in_no_category_is_found_in_every_one(index: VectorIndex) -> None:
    categories = (frozenset({"care"}), frozenset({"care", "office"}), frozenset({"building"}), frozenset[str]())
    await index.put("jobs", [opening(n, vector(1, n), categories=of) for n, of in enumerate(categories)])

    async def found(*sought: str) -> list[str]:
        (refs,) = await index.nearest("jobs", [Query(vector(1, 0), 10, Where(categories=frozenset(sought)))])
        return refs

    assert await found("care") == ["job-0", "job-1", "job-3"]
    assert await found("office", "building") == ["job-1", "job-2", "job-3"]
    assert await found("law") == ["job-3"]
    assert await found() == ["job-0", "job-1", "job-2", "job-3"]


async def test_openings_of_a_day_and_later_are_found_and_none_without_a_day(index: VectorIndex) -> None:
    days = (20_000, 20_001, 20_002, None)
    await index.put("jobs", [opening(n, vector(1, n), posted_day=day) for n, day in enumerate(days)])
    for since, expected in ((19_999, 3), (20_000, 3), (20_001, 2), (20_002, 1), (20_003, 0)):
        (found,) = await index.nearest("jobs", [Query(vector(1, 0), 10, Where(posted_since=since))])
        assert found == [f"job-{n}" for n in range(3)][3 - expected :]


async def test_what_is_put_again_is_found_by_what_it_is_now(index: VectorIndex) -> None:
    before: dict[str, Any] = {"categories": frozenset({"care"}), "posted_day": 20_000, "tenant": "demo"}
    await index.put("jobs", [opening(1, vector(1, 0), **before)])
    await index.put("jobs", [opening(1, vector(1, 0), GO, 2)])
    old = [Where(tenant="demo"), Where(skills=SQL), Where(posted_since=20_000)]
    now = [Where(skills=GO), Where(categories=frozenset({"law"}))]
    found = await index.nearest("jobs", [Query(vector(1, 0), 10, where) for where in [*old, *now]])
    assert found == [[], [], [], ["job-1"], ["job-1"]]


TENANTS = (None, "demo", "second")
SKILLS = (frozenset[str](), SQL, SQL | GO)
CATEGORIES = (frozenset[str](), frozenset({"care"}), frozenset({"care", "law"}))
DAYS = (None, 20_001, 20_003)


async def test_all_that_is_asked_for_holds_at_once(index: VectorIndex) -> None:
    told = FakeVectorIndex()
    points = [
        somebody(f"c-{n}", vector(1, n / 7), tenant, skills=skills, categories=categories, posted_day=day)
        for n, (tenant, skills, categories, day) in enumerate(
            product(
                ("demo", "second"), (frozenset(), SQL, GO), (frozenset(), {"care"}, {"office"}), (None, 20_001, 20_002)
            )
        )
    ]
    wheres = [Where(*asked) for asked in product(TENANTS, SKILLS, CATEGORIES, DAYS)]
    queries = [Query(vector(1, 0.53), 20, where) for where in wheres]
    for each in (index, told):
        await each.put("candidates", points)
    expected = await told.nearest("candidates", queries)
    assert await index.nearest("candidates", queries) == expected
    assert {len(found) for found in expected} >= {0, 4, 20}
