"""The graph of Qdrant's engine is laid beside the searches: they go on, and no write is lost, whoever is killed."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from rematch_common.errors import DependencyAway
from rematch_devstack.waiting import until
from rematch_match.adapters.pace import Pace
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.domain.facts import Vector, point_id
from rematch_match.ports import Point, Query, Where
from tests.contract.stores import paged

pytestmark = pytest.mark.stack
DIM, MANY = 512, 3_000  # 6 MB of vectors: more than the engine would leave without a graph
SQL = Where(skills=frozenset({"sql"}))
NEVER = Pace(enough=10**9)
PACE = 0.02  # between two writes: without, they would take a core from the graph and lay it late


def people(numbers: range, version: int = 1) -> list[Point]:
    values = np.random.default_rng([numbers.start, numbers.stop, version]).normal(size=(len(numbers), DIM))
    unit = (values / np.linalg.norm(values, axis=1, keepdims=True)).astype("<f4")
    return [
        Point(point_id(("demo", f"c-{n}")), f"demo/c-{n}", version, Vector("m-1", at), frozenset({"sql"}), "demo")
        for n, at in zip(numbers, unit, strict=True)
    ]


async def fill(index: QdrantEdgeIndex, points: list[Point]) -> None:
    for start in range(0, len(points), 1_000):
        await index.put("candidates", points[start : start + 1_000])


@pytest.fixture
async def index(tmp_path: Path) -> AsyncIterator[QdrantEdgeIndex]:
    index = QdrantEdgeIndex(tmp_path, pace=NEVER)
    await index.start()
    yield index
    await index.stop()


def graphed(index: QdrantEdgeIndex) -> int:
    (space,) = index._spaces.values()
    return int(space.shard.info().indexed_vectors_count)


async def laid(index: QdrantEdgeIndex) -> bool:
    return graphed(index) == MANY


async def marks(index: QdrantEdgeIndex) -> list[tuple[str, int]]:
    return sorted((mark.ref, mark.version) for mark in await paged(index.marks("candidates", 5_000), 5_000))


async def test_what_is_written_while_the_graph_is_laid_is_there_before_and_afterwards(index: QdrantEdgeIndex) -> None:
    points = people(range(MANY))
    await fill(index, points)
    building = asyncio.create_task(index.build())
    seen = 0
    newest = people(range(MANY, MANY + 1))
    while not building.done():
        await index.put("candidates", newest)
        assert await index.nearest("candidates", [Query(newest[0].vector, 1, SQL)]) == [[newest[0].ref]]
        seen += 1
        newest = people(range(MANY + seen, MANY + seen + 1))
        await asyncio.sleep(PACE)
        if seen == 3:
            await index.put("candidates", people(range(100), version=2))
            await index.remove("candidates", [point.id for point in points[200:300]])
    await building
    assert seen > 10
    assert graphed(index) >= MANY - 200
    kept = [*range(200), *range(300, MANY + seen)]
    assert await marks(index) == sorted((f"demo/c-{n}", 2 if n < 100 else 1) for n in kept)
    again = people(range(100), version=2)[7]
    assert await index.nearest("candidates", [Query(again.vector, 1, SQL)]) == [[again.ref]]
    (found,) = await index.nearest("candidates", [Query(points[250].vector, 1, SQL)])
    assert found != [points[250].ref]


async def test_with_a_graph_nearly_all_of_the_nearest_are_found_and_a_restart_finds_the_same(tmp_path: Path) -> None:
    index = QdrantEdgeIndex(tmp_path, pace=NEVER)
    await index.start()
    points = people(range(MANY))
    await fill(index, points)
    queries = [Query(point.vector, 50, SQL) for point in people(range(10), version=3)]
    exact = await index.nearest("candidates", queries)
    await index.build()
    found = await index.nearest("candidates", queries)
    assert sum(len({*one} & {*other}) for one, other in zip(exact, found, strict=True)) > 0.8 * 10 * 50
    await index.stop()
    index = QdrantEdgeIndex(tmp_path, pace=NEVER)
    await index.start()
    assert graphed(index) == MANY
    assert await index.nearest("candidates", queries) == found
    await index.stop()


async def test_it_is_laid_without_being_asked_for_once_enough_was_written(tmp_path: Path) -> None:
    index = QdrantEdgeIndex(tmp_path, pace=Pace(enough=MANY, quiet=0.1))
    await index.start()
    await fill(index, people(range(MANY - 1)))
    assert graphed(index) == 0
    await fill(index, people(range(MANY - 1, MANY)))
    async with asyncio.timeout(60):
        await until(partial(laid, index))
    await index.stop()


async def test_a_stop_in_the_middle_leaves_all_that_was_written(tmp_path: Path) -> None:
    index = QdrantEdgeIndex(tmp_path, pace=Pace(enough=MANY, quiet=0.0))
    await index.start()
    await fill(index, people(range(MANY)))
    (space,) = index._spaces.values()
    async with asyncio.timeout(30):
        while space.draft is None:
            await index.count("candidates")
    await index.put("candidates", people(range(MANY, MANY + 5)))
    await index.stop()
    index = QdrantEdgeIndex(tmp_path, pace=NEVER)
    await index.start()
    assert await index.count("candidates") == MANY + 5
    assert len([path for path in (tmp_path / "candidates" / "m-1.512").iterdir() if path.is_dir()]) == 1
    await index.stop()


async def test_where_no_graph_can_be_laid_searches_and_writes_go_on(index: QdrantEdgeIndex, tmp_path: Path) -> None:
    await fill(index, people(range(10)))
    (folder,) = (path for path in (tmp_path / "candidates" / "m-1.512").iterdir() if path.is_dir())
    shutil.move(folder / "segments", tmp_path / "aside")
    with pytest.raises(DependencyAway, match="qdrant is away"):
        await index.build()
    shutil.move(tmp_path / "aside", folder / "segments")
    await fill(index, people(range(10, 20)))
    assert await index.count("candidates") == 20
    await index.build()
    assert len(await marks(index)) == 20


async def test_no_graph_is_laid_on_a_disk_without_room_for_it(tmp_path: Path) -> None:
    index = QdrantEdgeIndex(tmp_path, pace=NEVER)
    await index.start()
    await fill(index, people(range(10)))
    index._room = shutil.disk_usage(tmp_path).total  # what is free, others change meanwhile
    with pytest.raises(DependencyAway, match="a graph needs"):
        await index.build()
    assert await index.count("candidates") == 10
    await index.stop()
