"""End the ads whose time is over, and those that crawls no longer bring."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from rematch_common import metrics
from rematch_common.clock import Now
from rematch_common.records import Entry
from rematch_dedup.domain.endings import end
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.types import AdKey, Effect, Gone
from rematch_dedup.handlers.events import Origin, job_events
from rematch_dedup.ports import Openings

# Short turns: raw records wait while one of them lasts.
PAGE = 200


class EndAds:
    """Run by a timer, on every replica: what one of them has ended, the next one no longer finds."""

    def __init__(self, openings: Openings, drain: Callable[[], Awaitable[None]], now: Now, page: int = PAGE) -> None:
        self._openings = openings
        self._drain = drain
        self._now = now
        self._page = page

    async def __call__(self) -> None:
        """Until there is nothing left to end, and everything is said: also what a run that was broken off left."""
        more = True
        while more:
            more = await self._some() == self._page
            await self._drain()

    async def _some(self) -> int:
        origin = Origin(None, self._now())
        async with self._openings.session() as session:
            ended = await session.ended(origin.now, self._page)
            if ended:
                known = await session.around([key for key, _ in ended])
                effect, events = await asyncio.to_thread(_end, ended, known, origin)
                await session.store([effect], events)
        for reason, number in Counter(why for _, why in ended).items():
            metrics.ENDED.labels(reason).inc(number)
        return len(ended)


def _end(ended: Sequence[tuple[AdKey, Gone]], known: Known, origin: Origin) -> tuple[Effect, list[Entry]]:
    effect = end(ended, known)
    return effect, list(job_events(effect.changes, known, origin))
