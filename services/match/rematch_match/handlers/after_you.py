"""Let postings go first."""

import asyncio
from collections.abc import Awaitable, Callable

from rematch_common.clock import Monotonic

AfterYou = Callable[[], Awaitable[None]]
# Seconds from one look to the next: about what the next step of the work costs.
_EVERY = 0.05


class GiveWay:
    """Waits until nothing fresh is there; not longer than its patience, so that the work comes to its end however busy
    it is."""

    def __init__(self, free: Callable[[], Awaitable[bool]], patience: float, now: Monotonic) -> None:
        self._free = free
        self._patience = patience
        self._now = now

    async def __call__(self) -> None:
        begun = self._now()
        while not await self._free() and self._now() - begun < self._patience:  # noqa: ASYNC110 - it is looked at
            await asyncio.sleep(_EVERY)
