"""One thread for a model, and turns for those who want it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, get_args

from rematch_embed.ports import Lane

T = TypeVar("T")


class Turns:
    """Runs work off the event loop, one piece at a time, a piece of each lane in turn.

    Locks wake those who wait in the order in which they came. Nobody is in the second lock but the first of each lane,
    so however many wait in one lane, the other's next piece waits for one of theirs.
    """

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._lanes: dict[Lane, asyncio.Lock] = {lane: asyncio.Lock() for lane in get_args(Lane)}
        self._turn = asyncio.Lock()

    async def run(self, work: Callable[[], T], lane: Lane) -> T:
        async with self._lanes[lane], self._turn:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def stop(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
