"""Qdrant's own engine in this process: for one machine, where one process may open it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import qdrant_edge as qdrant

from rematch_match.adapters.edge_shard import MARKED, create, edge_point, hits, load, mark, translated
from rematch_match.adapters.nearest import first
from rematch_match.ports import Mark, Point, Query, Side

T = TypeVar("T")
# It writes into mapped files: a disk that is really full ends the process at once, with no word why.
_ROOM = 128 * 2**20


class QdrantEdgeIndex:
    """See rematch_match.ports.VectorIndex. A shard a side and space, since vectors of two never meet.

    A shard in which a write failed refuses every other until it is opened anew: the process leaves, and comes back.
    """

    def __init__(self, folder: Path, room: int = _ROOM) -> None:
        self._folder = folder
        self._room = room
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

    async def marks(self, side: Side, size: int) -> AsyncIterator[list[Mark]]:
        for of, space in sorted(self._shards):
            after: UUID | None = None
            while of == side:
                page, after = await self._call(partial(self._page, (side, space), after, size))
                yield page
                if after is None:
                    break

    async def marks_of(self, side: Side, ids: Sequence[UUID]) -> list[Mark]:
        return await self._call(lambda: self._marks_of(side, ids))

    async def _call(self, work: Callable[[], T]) -> T:
        def working() -> T:
            with translated():
                return work()

        return await asyncio.get_running_loop().run_in_executor(self._thread, working)

    def _of(self, side: Side) -> list[qdrant.EdgeShard]:
        return [shard for (of, _), shard in self._shards.items() if of == side]

    def _put(self, side: Side, points: Sequence[Point]) -> None:
        if shutil.disk_usage(self._folder).free < self._room:
            raise OSError(f"less than {self._room} bytes are free on the disk of {self._folder}")
        for space in sorted({point.vector.space for point in points}):
            mine = [point for point in points if point.vector.space == space]
            shard = self._shard(side, space, len(mine[0].vector.values))
            shard.update(qdrant.UpdateOperation.upsert_points([edge_point(point) for point in mine]))

    def _remove(self, side: Side, ids: Sequence[UUID]) -> None:
        for shard in self._of(side):
            shard.update(qdrant.UpdateOperation.delete_points(list(ids)))

    def _nearest(self, side: Side, query: Query) -> list[str]:
        shard = self._shards.get((side, query.vector.space))
        if shard is None:
            return []
        asked = query.limit + 1
        while (refs := first(hits(shard, query, asked), asked, query.limit)) is None:
            asked *= 4
        return refs

    def _page(self, place: tuple[Side, str], first: UUID | None, size: int) -> tuple[list[Mark], UUID | None]:
        request = qdrant.ScrollRequest(offset=first, limit=size, with_payload=MARKED, with_vector=False)
        found, behind = self._shards[place].scroll(request)
        return [mark(record, place[1]) for record in found], UUID(str(behind)) if behind else None

    def _marks_of(self, side: Side, ids: Sequence[UUID]) -> list[Mark]:
        shards = [(space, shard) for (of, space), shard in sorted(self._shards.items()) if of == side]
        return [mark(record, s) for s, shard in shards for record in shard.retrieve(list(ids), MARKED, False)]

    def _shard(self, side: Side, space: str, dim: int) -> qdrant.EdgeShard:
        if (side, space) not in self._shards:
            self._shards[side, space] = create(self._folder / side / space, self._folder / "unfinished", dim)
        return self._shards[side, space]

    def _open_existing(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        sides: tuple[Side, ...] = ("jobs", "candidates")
        for side in sides:
            for path in sorted((self._folder / side).glob("*")):
                if (side, path.name) not in self._shards:  # one that an attempt before this one has opened
                    self._shards[side, path.name] = load(path)

    def _close(self) -> None:
        for shard in self._shards.values():
            shard.flush()
            shard.close()
        self._shards.clear()
