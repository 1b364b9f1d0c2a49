from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from qdrant_client import AsyncQdrantClient

from rematch_match.adapters.postgres_directory import PostgresDirectory
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.qdrant_connection import connect
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.domain.telling import MatchEvent
from rematch_match.ports import VectorIndex
from tests import elsewhere
from tests.background import Background
from tests.containers.engine import engine_is_here
from tests.contract import queues
from tests.contract.books import Library, in_memory, in_postgres
from tests.contract.erasing import Ledger, ledgers
from tests.contract.indexes import METHODS, NO_SERVER, pgvector_index, server_index
from tests.contract.stores import Subject, outbox
from tests.fakes.directory import FakeDirectory
from tests.fakes.store import FakeStore
from tests.fakes.vector_index import FakeVectorIndex
from tests.servers import POSTGRES, Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with POSTGRES.use() as server:
        yield server


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    if request.param == "fake":
        fake = FakeStore()

        async def events() -> list[MatchEvent]:
            return fake.events

        yield Subject(fake, events, FakeDirectory(fake))
        return
    async with request.getfixturevalue("postgres").database("match") as database:
        yield Subject(PostgresStore(database), lambda: outbox(database), PostgresDirectory(database))


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def library(request: pytest.FixtureRequest) -> AsyncIterator[Library]:
    if request.param == "fake":
        yield in_memory()
        return
    async with request.getfixturevalue("postgres").database("match") as database:
        yield in_postgres(database)


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def scraped(request: pytest.FixtureRequest) -> AsyncIterator[queues.Scraped]:
    if request.param == "fake":
        yield queues.in_memory()
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    async with postgres.database("ingest") as database, queues.in_postgres(database) as subject:
        yield subject


@pytest.fixture
async def postgres_library(request: pytest.FixtureRequest) -> AsyncIterator[Library]:
    async with request.getfixturevalue("postgres").database("match") as database:
        yield in_postgres(database)


@pytest.fixture(scope="session")
def qdrant_url() -> Iterator[str]:
    with closing(Background()) as background, elsewhere.qdrant(background.run) as url:
        yield url


@pytest.fixture(
    params=[
        "fake",
        pytest.param("edge", marks=pytest.mark.stack),
        pytest.param("hnsw", marks=pytest.mark.stack),
        pytest.param("ivfflat", marks=pytest.mark.stack),
        "local",
        pytest.param(
            "server", marks=[pytest.mark.docker, *([] if elsewhere.QDRANT_URL or engine_is_here() else [NO_SERVER])]
        ),
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


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def ledger(request: pytest.FixtureRequest) -> AsyncIterator[Ledger]:
    async for one in ledgers(request):
        yield one
