"""Match again those who wait in the backlog, a few at a time, and only while nothing fresh is there."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from rematch_common.clock import Now
from rematch_common.contracts import Trigger
from rematch_common.faults import fault_point
from rematch_match.domain.facts import CandidateKey
from rematch_match.ports.backlog import Backlog

Again = Callable[[Sequence[CandidateKey], Trigger], Awaitable[None]]
"""Matches these people again, as they are stored. Raises DependencyAway."""
# A fresh posting may have to wait for so many people.
SIZE = 10


@dataclass(frozen=True, slots=True)
class Anew:
    """What is done of a backlog. `read` reads a page of what was read before its tenant's skills changed, and says
    whether there was one: nobody is matched again before all is read."""

    read: Callable[[], Awaitable[bool]]
    match: Again


class WorkOff:
    """Works the backlog off until it is empty or something fresh has come."""

    def __init__(self, backlog: Backlog, anew: Anew, free: Callable[[], Awaitable[bool]], now: Now) -> None:
        self._backlog = backlog
        self._anew = anew
        self._free = free
        self._now = now

    async def __call__(self) -> None:
        while await self._free():
            if await self._anew.read():
                continue
            chunks = await self._backlog.claim(SIZE, self._now())
            if not chunks:
                return
            fault_point("match.claimed")
            # Skills that changed just now brought people into the backlog, perhaps these: their claim runs out.
            for chunk in () if await self._anew.read() else chunks:
                await self._anew.match(chunk.keys, chunk.trigger)
                fault_point("match.worked_off")
                await self._backlog.done(chunk, self._now())
