"""Work of which there is one for each name, for as long as the name is there."""

import asyncio
from collections.abc import Awaitable, Callable, Collection


class Beside:
    """`keep` starts what is missing and ends what is too much; `close` ends all of it."""

    def __init__(self, work: Callable[[str], Awaitable[None]]) -> None:
        self._work = work
        self._tasks: dict[str, asyncio.Future[None]] = {}

    async def keep(self, names: Collection[str]) -> None:
        """Raises what one of them ended with, if one has: they are to go on until they are told."""
        for task in self._tasks.values():
            if task.done():
                task.result()
        await self._end([name for name in self._tasks if name not in names])
        for name in names:
            if name not in self._tasks:
                self._tasks[name] = asyncio.ensure_future(self._work(name))

    async def close(self) -> None:
        await self._end(list(self._tasks))

    async def _end(self, names: Collection[str]) -> None:
        ended = [self._tasks.pop(name) for name in names]
        for task in ended:
            task.cancel()
        await asyncio.gather(*ended, return_exceptions=True)
