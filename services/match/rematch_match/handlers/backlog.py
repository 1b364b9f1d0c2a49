"""Match again those who wait in the backlog, a few at a time, and only while nothing fresh is there."""

from collections.abc import Awaitable, Callable, Sequence

from rematch_common.clock import Now
from rematch_common.contracts import Trigger
from rematch_common.faults import fault_point
from rematch_match.domain.facts import CandidateKey
from rematch_match.ports.backlog import Backlog

Again = Callable[[Sequence[CandidateKey], Trigger], Awaitable[None]]
"""Matches these people again, as they are stored. Raises DependencyAway."""
# A fresh posting may have to wait for so many people.
SIZE = 10


class WorkOff:
    """Works the backlog off until it is empty or something fresh has come."""

    def __init__(self, backlog: Backlog, again: Again, free: Callable[[], Awaitable[bool]], now: Now) -> None:
        self._backlog = backlog
        self._again = again
        self._free = free
        self._now = now

    async def __call__(self) -> None:
        while await self._free():
            chunks = await self._backlog.claim(SIZE, self._now())
            if not chunks:
                return
            fault_point("match.claimed")
            for chunk in chunks:
                await self._again(chunk.keys, chunk.trigger)
                fault_point("match.worked_off")
                await self._backlog.done(chunk, self._now())
