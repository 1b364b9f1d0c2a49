"""The vector indexes that the suites run over."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from qdrant_client import AsyncQdrantClient

from rematch_devstack import roles
from rematch_match.adapters.pgvector_hnsw import HNSW
from rematch_match.adapters.pgvector_index import PgvectorIndex
from rematch_match.adapters.pgvector_ivfflat import IVFFLAT
from rematch_match.adapters.pgvector_method import Method
from rematch_match.adapters.pgvector_tables import PgvectorTables
from rematch_match.adapters.qdrant_server_index import QdrantServerIndex
from rematch_match.domain.facts import Vector, point_id
from rematch_match.ports import Point, VectorIndex
from tests.fakes.samples import job_id
from tests.servers import Postgres

# Brute force has no use for indexed fields nor for how a graph is searched, and says so.
QUIET = [
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact"),
]
NO_SERVER = pytest.mark.skip(reason="no Qdrant server: set REMATCH_TEST_QDRANT_URL, or start Docker")
METHODS = {method.name: method for method in (HNSW, IVFFLAT)}
SQL, GO = frozenset({"sql"}), frozenset({"go"})


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


def opening(number: int, at: Vector, skills: frozenset[str] = SQL, version: int = 1, **known: Any) -> Point:
    return Point(job_id(number), f"job-{number}", version, at, skills, **known)


def somebody(name: str, at: Vector, tenant: str = "demo", **known: Any) -> Point:
    return Point(point_id((tenant, name)), f"{tenant}/{name}", 1, at, **{"skills": SQL} | known, tenant=tenant)
