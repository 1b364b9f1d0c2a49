"""The indexes that are compared, each filled with the same people, through the port that match uses."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np

from rematch_common.database import Database
from rematch_common.migrate import Migrations
from rematch_devstack import roles
from rematch_devstack.postgres import EmbeddedPostgres
from rematch_devstack.supervisor import Supervisor
from rematch_match.adapters.pace import Pace
from rematch_match.adapters.pgvector_index import PgvectorIndex
from rematch_match.adapters.pgvector_method import Method
from rematch_match.adapters.pgvector_tables import PgvectorTables
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.bootstrap import MIGRATIONS
from rematch_match.ports import Point, Query, VectorIndex, Where

# Nothing is built until it is asked for: that is what is timed.
NEVER = Pace(enough=10**9)
AT_ONCE = 1_000


class Exact:
    """Every vector is looked at, by numpy: the truth, and what an index has to be faster than."""

    def __init__(self, points: Sequence[Point]) -> None:
        self._points = points
        self._vectors = np.stack([point.vector.values for point in points])
        self._refs = np.array([point.ref for point in points])
        self._passing: dict[Where, np.ndarray] = {}

    def prepare(self, queries: Sequence[Query], passes: Callable[[Point, Where], bool]) -> None:
        """What a filter leaves is known beforehand, as if an index of the filter cost nothing."""
        for where in {query.where for query in queries} - self._passing.keys():
            kept = [n for n, point in enumerate(self._points) if passes(point, where)]
            self._passing[where] = np.array(kept, dtype=np.int64)

    def nearest(self, query: Query) -> list[str]:
        among = self._passing[query.where]
        every = len(among) == len(self._points)
        scores = (self._vectors if every else self._vectors[among]) @ query.vector.values
        best = np.argsort(-scores)[: query.limit]
        return [str(ref) for ref in self._refs[among[best]]]

    def passing(self, query: Query) -> int:
        return len(self._passing[query.where])


async def fill(index: VectorIndex, points: Sequence[Point]) -> float:
    begin = time.perf_counter()
    for start in range(0, len(points), AT_ONCE):
        await index.put("candidates", points[start : start + AT_ONCE])
    return time.perf_counter() - begin


@asynccontextmanager
async def edge(folder: Path) -> AsyncIterator[QdrantEdgeIndex]:
    index = QdrantEdgeIndex(folder, pace=NEVER)
    await index.start()
    try:
        yield index
    finally:
        await index.stop()


@asynccontextmanager
async def postgres(folder: Path) -> AsyncIterator[tuple[Database, str]]:
    """An embedded PostgreSQL with match's schema: the database as match sees it, and its owner's URL."""
    async with serving(folder) as server:
        database = Database(server.url(roles.role_of("match")), "match")
        await database.start()
        try:
            yield database, server.url(roles.OWNER)
        finally:
            await database.stop()


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[EmbeddedPostgres]:
    """An embedded PostgreSQL with match's schema."""
    server = EmbeddedPostgres(folder / "postgres")
    supervisor = Supervisor(folder / "logs")
    supervisor.add(server.spec())
    try:
        await supervisor.start()
        await Migrations(server.url(roles.OWNER), "match", MIGRATIONS).start()
        yield server
    finally:
        await supervisor.stop_all()
        server.tidy()


@asynccontextmanager
async def pgvector(database: Database, owner: str, method: Method) -> AsyncIterator[PgvectorIndex]:
    index = PgvectorIndex(database, PgvectorTables(owner), method, NEVER)
    await index.start()
    try:
        yield index
    finally:
        await index.stop()


async def built(index: QdrantEdgeIndex | PgvectorIndex, queries: Sequence[Query]) -> tuple[float, list[float]]:
    """Seconds that building took, and milliseconds of the searches that went on meanwhile."""
    begin = time.perf_counter()
    building = asyncio.ensure_future(index.build())
    taken: list[float] = []
    while not building.done():
        taken.append(await timed(index, queries[len(taken) % len(queries)]))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(building), 0.05)
    await building
    return time.perf_counter() - begin, taken


async def timed(index: VectorIndex, query: Query) -> float:
    begin = time.perf_counter()
    await index.nearest("candidates", [query])
    return (time.perf_counter() - begin) * 1_000
