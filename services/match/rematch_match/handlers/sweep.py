"""Tell what time alone has changed: a posting that grows old, and with it the grade of its matches."""

from collections.abc import Awaitable, Callable, Sequence

from rematch_common.clock import Now
from rematch_match.domain.pairs import PairKey
from rematch_match.ports.ageing import Ageing

Settle = Callable[[Sequence[PairKey]], Awaitable[None]]
"""Settles these pairs as they are now. Raises DependencyAway."""
# A fresh posting may have to wait for so many pairs.
SIZE = 100


class Sweep:
    """A few at a time, and only while nothing fresh is there."""

    def __init__(self, ageing: Ageing, settle: Settle, free: Callable[[], Awaitable[bool]], now: Now) -> None:
        self._ageing = ageing
        self._settle = settle
        self._free = free
        self._now = now

    async def __call__(self) -> None:
        while await self._free():
            due = await self._ageing.claim(SIZE, self._now())
            if not due:
                return
            await self._settle(due)
