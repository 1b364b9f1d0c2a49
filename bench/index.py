"""How nearly and how fast vector indexes find: python -m bench.index [VECTORS]

The same people in Qdrant's engine, in pgvector's graph (HNSW) and in pgvector's lists (IVFFlat), asked through the port
that match uses, a question at a time, for the 200 nearest under every filter that match uses and some that are known
to be hard. Recall is counted against every vector looked at; where a filter leaves fewer than 200, against those.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.harness import Report, Target, console, percentile, table, write_report
from bench.index_data import World, people, queries
from bench.index_sides import Exact, built, edge, fill, pgvector, postgres
from bench.processes import Others
from rematch_devstack.stack import prepare
from rematch_match.adapters.pgvector_hnsw import HNSW
from rematch_match.adapters.pgvector_index import PgvectorIndex
from rematch_match.adapters.pgvector_ivfflat import IVFFLAT
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.ports import Query
from tests.fakes.vector_index import asked_for

VECTORS, QUERIES, LIMIT, WARM_UP = 100_000, 40, 200, 8
MISSED = 0.03
Questions = Mapping[str, Sequence[Query]]


@dataclass
class Shape:
    """One filter in one index."""

    recall: list[float] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)

    def told(self) -> dict[str, float]:
        middle, tail = statistics.median(self.ms), percentile(self.ms, 0.95)
        mean = statistics.mean(self.recall)
        return {"recall": round(mean, 4), "median_ms": round(middle, 2), "p95_ms": round(tail, 2)}


@dataclass
class Side:
    """One index: seconds to fill and to build it, what searches took meanwhile, and every shape afterwards."""

    filled: float = 0.0
    built: float = 0.0
    meanwhile: list[float] = field(default_factory=list)
    shapes: dict[str, Shape] = field(default_factory=dict)


async def measure(ask: Callable[[Query], Awaitable[list[str]]], asked: Questions, truth: Exact) -> dict[str, Shape]:
    shapes: dict[str, Shape] = {}
    for name, each in asked.items():
        shape = shapes[name] = Shape()
        for query in each[:WARM_UP]:
            await ask(query)
        for query in each:
            begin = time.perf_counter()
            found = await ask(query)
            shape.ms.append((time.perf_counter() - begin) * 1_000)
            expected = set(truth.nearest(query))
            if expected:
                shape.recall.append(len(expected & set(found)) / len(expected))
    return shapes


async def one_side(index: QdrantEdgeIndex | PgvectorIndex, filled: float, asked: Questions, truth: Exact) -> Side:
    seconds, meanwhile = await built(index, asked["tenant"])

    async def ask(query: Query) -> list[str]:
        return (await index.nearest("candidates", [query]))[0]

    return Side(filled, seconds, meanwhile, await measure(ask, asked, truth))


async def run(count: int, folder: Path) -> tuple[dict[str, Side], dict[str, float], float]:
    world, others = World.of(7), Others()
    points, asked = people(world, count, 1), queries(world, QUERIES, 2, LIMIT)
    truth = Exact(points)
    for each in asked.values():
        truth.prepare(each, asked_for)

    async def look(query: Query) -> list[str]:
        return truth.nearest(query)

    sides = {"exact (numpy)": Side(shapes=await measure(look, asked, truth))}
    async with edge(folder / "qdrant") as engine:
        sides["Qdrant engine"] = await one_side(engine, await fill(engine, points), asked, truth)
    async with postgres(folder) as (database, owner):
        async with pgvector(database, owner, HNSW) as graph:
            sides["pgvector HNSW"] = await one_side(graph, await fill(graph, points), asked, truth)
        async with pgvector(database, owner, IVFFLAT) as lists:
            sides["pgvector IVFFlat"] = await one_side(lists, sides["pgvector HNSW"].filled, asked, truth)
    passing = {name: statistics.mean(map(truth.passing, each)) for name, each in asked.items()}
    return sides, passing, others.cores()


def show(sides: Mapping[str, Side], passing: Mapping[str, float], count: int) -> None:
    def cell(side: Side, shape: str) -> str:
        told = side.shapes[shape].told()
        return f"{told['recall']:.3f}  {told['median_ms']:.1f} / {told['p95_ms']:.1f}"

    rows = [
        [f"{name} ({passes:,.0f})", *(cell(side, name) for side in sides.values())] for name, passes in passing.items()
    ]
    times = [
        ["seconds to fill", *(f"{side.filled:.0f}" for side in sides.values())],
        ["seconds to build", *(f"{side.built:.0f}" for side in sides.values())],
        ["searches meanwhile", *(_meanwhile(side) for side in sides.values())],
    ]
    title = f"{count:,} vectors of 384: recall@{LIMIT}, median / p95 ms by filter (vectors that pass it)"
    table(title, ("", *sides), [*rows, *times])


def _meanwhile(side: Side) -> str:
    if not side.meanwhile:
        return ""
    return f"{statistics.median(side.meanwhile):.1f} / {percentile(side.meanwhile, 0.95):.1f}"


def report(sides: Mapping[str, Side], passing: Mapping[str, float], count: int, others: float) -> Report:
    figures = {
        "vectors": count,
        "queries_a_shape": QUERIES,
        "limit": LIMIT,
        "vectors_that_pass": {name: round(passes) for name, passes in passing.items()},
        "sides": {
            name: {
                "fill_s": round(side.filled, 1),
                "build_s": round(side.built, 1),
                "while_building_ms": _meanwhile(side),
                "shapes": {shape: found.told() for shape, found in side.shapes.items()},
            }
            for name, side in sides.items()
        },
    }
    targets = [
        Target(f"{name}, {shape}: missed", round(1 - statistics.mean(found.recall), 4), MISSED, "of the nearest")
        for name, side in sides.items()
        for shape, found in side.shapes.items()
        if side.meanwhile
    ]
    return Report("index", figures, targets, [others])


async def main(count: int) -> None:
    await prepare()
    with tempfile.TemporaryDirectory(prefix="rematch-bench-", ignore_cleanup_errors=True) as folder:
        sides, passing, others = await run(count, Path(folder))
    show(sides, passing, count)
    if count == VECTORS:
        write_report(report(sides, passing, count, others))
    else:
        console.print(f"not written down: measured with other than {VECTORS:,} vectors")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else VECTORS))
