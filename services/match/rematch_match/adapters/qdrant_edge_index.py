"""Qdrant's own engine in this process: for one machine, where one process may open it."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import qdrant_edge as qdrant

from rematch_match.adapters import edge_build
from rematch_match.adapters.edge_names import EdgeNames
from rematch_match.adapters.edge_shard import hits, mark, translated
from rematch_match.adapters.edge_space import EdgeSpace
from rematch_match.adapters.nearest import first
from rematch_match.adapters.pace import USUAL, Pace, Pacer
from rematch_match.adapters.payload import MARKED
from rematch_match.ports import Mark, Point, Query, Side

T = TypeVar("T")
# It writes into mapped files: a disk that is really full ends the process at once, with no word why.
_ROOM = 128 * 2**20
# Queries that the engine answers in one go: what else it has to do waits for so many at most.
_AT_A_TIME = 8


class QdrantEdgeIndex:
    """See rematch_match.ports.VectorIndex. A shard a side and space, since vectors of two never meet.

    A shard in which a write failed refuses every other until it is opened anew: the process leaves, and comes back.
    """

    def __init__(self, folder: Path, room: int = _ROOM, pace: Pace = USUAL) -> None:
        self._folder = folder
        self._room = room
        self._spaces: dict[tuple[Side, str], EdgeSpace] = {}
        # The engine's calls block, and updates of one shard take turns anyway: one thread, off the event loop.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="qdrant")
        self._writing, self._building = asyncio.Lock(), asyncio.Lock()
        self._pacer = Pacer(pace, self.build)
        self._names = EdgeNames()

    async def start(self) -> None:
        await self._call(self._open_existing)
        self._pacer.start()
        self._pacer.note(self._without_graph())

    async def stop(self) -> None:
        await self._pacer.stop()
        await self._call(self._close)
        self._thread.shutdown(wait=False)

    async def put(self, side: Side, points: Sequence[Point]) -> None:
        if points:
            async with self._writing:
                await self._call(lambda: self._put(side, points))
            self._pacer.note(self._without_graph())

    async def remove(self, side: Side, ids: Sequence[UUID]) -> None:
        if ids:
            async with self._writing:
                await self._call(lambda: self._remove(side, ids))
            self._pacer.note(self._without_graph())

    async def nearest(self, side: Side, queries: Sequence[Query]) -> list[list[str]]:
        found: list[list[str]] = []
        for start in range(0, len(queries), _AT_A_TIME):
            found += await self._call(partial(self._nearest_each, side, queries[start : start + _AT_A_TIME]))
        return found

    async def count(self, side: Side) -> int:
        return await self._call(lambda: sum(s.count(qdrant.CountRequest()) for _, s in self._of(side)))

    async def marks(self, side: Side, size: int) -> AsyncIterator[list[Mark]]:
        for of, space in sorted(self._spaces):
            after: UUID | None = None
            while of == side:
                page, after = await self._call(partial(self._page, (side, space), after, size))
                yield page
                if after is None:
                    break

    async def marks_of(self, side: Side, ids: Sequence[UUID]) -> list[Mark]:
        return await self._call(lambda: self._marks_of(side, ids))

    async def build(self, least: int = 1) -> None:
        """Lay the graph of every shard in which so many were written since. Searches go on meanwhile, and writes but
        for the moments in which files are copied and the new shard takes over. Raises DependencyAway."""
        async with self._building:
            for space in list(self._spaces.values()):
                if space.written >= least:
                    await self._build(space)

    async def _build(self, space: EdgeSpace) -> None:
        try:
            async with self._writing:
                await self._call(space.begin)
                draft = await self._call(partial(space.copy, self._room), aside=True)
            await edge_build.build(draft)
            await self._call(space.open_draft)
            while await self._call(space.carry_over):
                pass
            async with self._writing:
                await self._call(space.take_place)
        finally:
            with contextlib.suppress(RuntimeError):  # the thread has ended: so has the index
                await self._call(space.give_up)
                await self._call(space.forget_others, aside=True)

    async def _call(self, work: Callable[[], T], aside: bool = False) -> T:
        """In the engine's thread; `aside` what is no business of the engine."""

        def working() -> T:
            with translated():
                return work()

        return await asyncio.get_running_loop().run_in_executor(None if aside else self._thread, working)

    def _without_graph(self) -> int:
        return max((space.written for space in self._spaces.values()), default=0)

    def _of(self, side: Side) -> list[tuple[str, qdrant.EdgeShard]]:
        return [(name, space.shard) for (of, name), space in sorted(self._spaces.items()) if of == side]

    def _put(self, side: Side, points: Sequence[Point]) -> None:
        if shutil.disk_usage(self._folder).free < self._room:
            raise OSError(f"less than {self._room} bytes are free on the disk of {self._folder}")
        for space in sorted({point.vector.space for point in points}):
            mine = [point for point in points if point.vector.space == space]
            self._space(side, space, len(mine[0].vector.values)).put(mine)

    def _remove(self, side: Side, ids: Sequence[UUID]) -> None:
        for (of, _), space in self._spaces.items():
            if of == side:
                space.remove(ids)

    def _nearest_each(self, side: Side, queries: Sequence[Query]) -> list[list[str]]:
        return [self._nearest(side, query) for query in queries]

    def _nearest(self, side: Side, query: Query) -> list[str]:
        space = self._spaces.get((side, query.vector.space))
        if space is None:
            return []
        asked = query.limit + 1
        while (ids := first(hits(space.shard, query, asked), asked, query.limit)) is None:
            asked *= 4
        return self._names.of(space.shard, ids)

    def _page(self, place: tuple[Side, str], first: UUID | None, size: int) -> tuple[list[Mark], UUID | None]:
        request = qdrant.ScrollRequest(offset=first, limit=size, with_payload=MARKED, with_vector=False)
        found, behind = self._spaces[place].shard.scroll(request)
        return [mark(record, place[1]) for record in found], UUID(str(behind)) if behind else None

    def _marks_of(self, side: Side, ids: Sequence[UUID]) -> list[Mark]:
        return [mark(record, s) for s, shard in self._of(side) for record in shard.retrieve(list(ids), MARKED, False)]

    def _space(self, side: Side, space: str, dim: int) -> EdgeSpace:
        if (side, space) not in self._spaces:
            self._spaces[side, space] = EdgeSpace.create(self._folder / side / space, dim)
        return self._spaces[side, space]

    def _open_existing(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        sides: tuple[Side, ...] = ("jobs", "candidates")
        for side in sides:
            for path in sorted((self._folder / side).glob("*")):
                # One that an attempt before this one has opened stays open.
                if (side, path.name) not in self._spaces and (space := EdgeSpace.load(path)) is not None:
                    self._spaces[side, path.name] = space

    def _close(self) -> None:
        for space in self._spaces.values():
            space.close()
        self._spaces.clear()
