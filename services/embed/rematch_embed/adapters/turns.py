"""One thread for a model, and turns for those who want it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar, get_args

from rematch_common.errors import DependencyAway
from rematch_embed.ports import Lane

T = TypeVar("T")
_STOPPED = "it is being stopped"


class TookTooLong(Exception):
    """A piece of work went on for longer than it may."""


class Turns:
    """Runs work off the event loop, one piece at a time, a piece of each lane in turn.

    Locks wake those who wait in the order in which they came. Nobody is in the second lock but the first of each lane,
    so however many wait in one lane, the other's next piece waits for one of theirs. A piece that takes more than
    `patience` seconds, its wait for the turn not counted, raises TookTooLong; one that has not begun when it is stopped
    raises DependencyAway.
    """

    def __init__(self, name: str, patience: float | None = None) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._patience = patience
        self._lanes: dict[Lane, asyncio.Lock] = {lane: asyncio.Lock() for lane in get_args(Lane)}
        self._turn = asyncio.Lock()
        self._stopped = False

    async def run(self, work: Callable[[], T], lane: Lane) -> T:
        async with self._lanes[lane], self._turn:
            if self._stopped:
                raise DependencyAway("the model", _STOPPED)
            limit = asyncio.timeout(None)
            begun = self._thread.submit(self._timed(work, limit))
            try:
                async with limit:
                    return await asyncio.wrap_future(begun)
            except asyncio.CancelledError:
                if self._stopped and begun.cancelled() and not _told_to_end():
                    raise DependencyAway("the model", _STOPPED) from None
                raise
            except TimeoutError as error:
                if limit.expired():
                    raise TookTooLong(f"no vectors within {self._patience:g} s") from error
                raise

    def stop(self) -> None:
        self._stopped = True
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _timed(self, work: Callable[[], T], limit: asyncio.Timeout) -> Callable[[], T]:
        """The work, whose time begins with it: the thread may still be at a piece that somebody has given up."""
        loop, patience = asyncio.get_running_loop(), self._patience

        def count(seconds: float) -> None:
            with suppress(RuntimeError):  # given up before it began
                limit.reschedule(loop.time() + seconds)

        def begin() -> T:
            if patience is not None:
                loop.call_soon_threadsafe(count, patience)
            return work()

        return begin


def _told_to_end() -> bool:
    """Whether somebody cancelled who asks, and not only the work."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
