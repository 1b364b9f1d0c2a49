"""Qdrant's own engine in this process: for one machine, where one process may open it."""

import asyncio
import re
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import qdrant_edge as qdrant

from rematch_common.errors import DependencyAway
from rematch_match.ports import Point, Query, Side

T = TypeVar("T")
_VECTOR = "text"


class QdrantEdgeIndex:
    """See rematch_match.ports.VectorIndex. A shard a side and model, since vectors of two models never meet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shards: dict[tuple[Side, str], qdrant.EdgeShard] = {}
        # The engine's calls block, and updates of one shard take turns anyway: one thread, off the event loop.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="qdrant")

    async def start(self) -> None:
        await self._call(self._open_existing)

    async def stop(self) -> None:
        await self._call(self._close)
        self._thread.shutdown(wait=False)

    async def put(self, side: Side, points: Sequence[Point]) -> None:
        if points:
            await self._call(lambda: self._put(side, points))

    async def remove(self, side: Side, ids: Sequence[UUID]) -> None:
        if ids:
            await self._call(lambda: self._remove(side, ids))

    async def nearest(self, side: Side, queries: Sequence[Query]) -> list[list[str]]:
        return await self._call(lambda: [self._nearest(side, query) for query in queries])

    async def count(self, side: Side) -> int:
        return await self._call(lambda: sum(s.count(qdrant.CountRequest()) for s in self._of(side)))

    async def _call(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _of(self, side: Side) -> list[qdrant.EdgeShard]:
        return [shard for (of, _), shard in self._shards.items() if of == side]

    def _put(self, side: Side, points: Sequence[Point]) -> None:
        for model in {point.vector.model for point in points}:
            mine = [point for point in points if point.vector.model == model]
            shard = self._shard(side, model, len(mine[0].vector.values))
            shard.update(qdrant.UpdateOperation.upsert_points([_edge_point(point) for point in mine]))

    def _remove(self, side: Side, ids: Sequence[UUID]) -> None:
        for shard in self._of(side):
            shard.update(qdrant.UpdateOperation.delete_points(list(ids)))

    def _nearest(self, side: Side, query: Query) -> list[str]:
        shard = self._shards.get((side, query.vector.model))
        if shard is None:
            return []
        shares = qdrant.FieldCondition("skills", match=qdrant.MatchAny(sorted(query.skills)))
        found = shard.query(
            qdrant.QueryRequest(
                query.limit,
                query=qdrant.Query.Nearest(query.vector.values.tolist(), using=_VECTOR),
                filter=qdrant.Filter(must=[shares]),
                with_payload=["ref"],
            )
        )
        return [str(point.payload["ref"]) for point in found if point.payload]

    def _shard(self, side: Side, model: str, dim: int) -> qdrant.EdgeShard:
        if (side, model) not in self._shards:
            self._shards[side, model] = _create(self._folder / side / model, self._folder / "unfinished", dim)
        return self._shards[side, model]

    def _open_existing(self) -> None:
        sides: tuple[Side, ...] = ("jobs", "candidates")
        for side in sides:
            for path in sorted((self._folder / side).glob("*")):
                self._shards[side, path.name] = _load(path)

    def _close(self) -> None:
        for shard in self._shards.values():
            shard.flush()
            shard.close()
        self._shards.clear()


def _create(path: Path, draft: Path, dim: int) -> qdrant.EdgeShard:
    """Made beside its place and moved there whole: what a killed process leaves unfinished can't be opened again."""
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    params = qdrant.EdgeVectorParams(size=dim, distance=qdrant.Distance.Dot)
    shard = qdrant.EdgeShard.create(str(draft), qdrant.EdgeConfig(vectors={_VECTOR: params}))
    # Before the first point: edges of the graph that respect a filter are laid only for fields known by then.
    for name in ("tenant", "skills"):
        shard.update(qdrant.UpdateOperation.create_field_index(name, qdrant.PayloadSchemaType.Keyword))
    shard.flush()
    shard.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft.rename(path)
    return _load(path)


def _load(path: Path) -> qdrant.EdgeShard:
    try:
        shard = qdrant.EdgeShard.load(str(path))
    except Exception as error:
        if re.search("WouldBlock", str(error)):
            raise DependencyAway(
                "qdrant", "another process has the index open; only one match may run on it"
            ) from error
        raise
    shard.optimize()
    return shard


def _edge_point(point: Point) -> qdrant.Point:
    payload = {"ref": point.ref, "skills": sorted(point.skills)}
    if point.tenant is not None:
        payload["tenant"] = point.tenant
    return qdrant.Point(point.id, {_VECTOR: point.vector.values.tolist()}, payload)
