"""Forget requests that ended long ago: nobody asks how far they are."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from rematch_common.clock import Now
from rematch_match.ports.backlog import Backlog

KEPT = timedelta(days=30)
# A fresh posting may have to wait for so many rows.
SIZE = 500


class Prune:
    """A few at a time, and only while nothing fresh is there."""

    def __init__(self, backlog: Backlog, free: Callable[[], Awaitable[bool]], now: Now) -> None:
        self._backlog = backlog
        self._free = free
        self._now = now

    async def __call__(self) -> None:
        while await self._free() and await self._backlog.prune(SIZE, self._now() - KEPT) == SIZE:
            pass
