"""Report how good matches are, and tell it to whoever watches."""

import asyncio
from collections.abc import Awaitable, Callable

from rematch_common import metrics
from rematch_common.clock import Now
from rematch_match.domain.quality.figures import Figures
from rematch_match.domain.quality.report import LENGTHS, Report, Survey, Window
from rematch_match.domain.quality.traces import By
from rematch_match.ports.history import Asked, History

WATCHED: Window = "30d"


class Quality:
    """One report at a time: each reads many people. `most`: so many are read, and their groups are of those."""

    def __init__(self, history: History, most: int, now: Now) -> None:
        self._history = history
        self._most = most
        self._now = now
        self._turn = asyncio.Lock()

    async def report(self, tenant: str | None, window: Window, by: By) -> Report:
        """Of the tenant's people; None: of everybody's."""
        since, read = self._now() - LENGTHS[window], 0
        survey = Survey(since, by)
        async with self._turn:
            async for traces in self._history.traces(Asked(tenant, since), self._most + 1):
                survey.add(traces[: self._most - read])
                read += len(traces)
        return survey.report(cut_off=read > self._most)


class TellQuality:
    """As metrics, by profile: tenants would be too many series. Only while nothing fresh waits."""

    def __init__(self, quality: Quality, free: Callable[[], Awaitable[bool]]) -> None:
        self._quality = quality
        self._free = free

    async def __call__(self) -> bool:
        """Whether there was time for it."""
        if not await self._free():
            return False
        found = await self._quality.report(None, WATCHED, "profile")
        hush()
        for profile, figures in found.groups.items():
            _tell(profile, figures)
        return True


def hush() -> None:
    """Whoever no longer tells must not go on with what it told last."""
    for gauge in (metrics.QUALITY, metrics.QUALITY_PEOPLE, metrics.DAYS_TO_HIRE, metrics.LEARNED):
        gauge.clear()


def _tell(profile: str, figures: Figures) -> None:
    metrics.QUALITY_PEOPLE.labels(profile).set(figures.people)
    for name, figure in figures.measures.items():
        if figure.interval is not None:
            metrics.QUALITY.labels(name, profile).set(figure.interval.value)
    if figures.days_to_hire.interval is not None:
        metrics.DAYS_TO_HIRE.labels(profile).set(figures.days_to_hire.interval.value)
