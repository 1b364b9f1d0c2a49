"""Work of which there is one for each name, for as long as the name is there."""

import asyncio
from collections.abc import Awaitable, Callable, Collection


class Beside:
    """`keep` starts what is missing and ends what is too much; `close` ends all of it."""

    def __init__(self, work: Callable[[str], Awaitable[None]]) -> None:
        self._work = work
        self._tasks: dict[str, asyncio.Future[None]] = {}

    async def keep(self, names: Collection[str]) -> None:
        await self._end([name for name in self._tasks if name not in names])
        for name in names:
            if name not in self._tasks:
                self._tasks[name] = asyncio.ensure_future(self._work(name))

    async def during(self, other: Awaitable[None]) -> None:
        """Return with the other. Raises what one of them has ended with meanwhile: they are to go on until told."""
        waiting = asyncio.ensure_future(other)
        try:
            done, _ = await asyncio.wait({waiting, *self._tasks.values()}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            waiting.cancel()

    async def close(self) -> None:
        await self._end(list(self._tasks))

    async def _end(self, names: Collection[str]) -> None:
        ended = [self._tasks.pop(name) for name in names]
        for task in ended:
            task.cancel()
        await asyncio.gather(*ended, return_exceptions=True)
