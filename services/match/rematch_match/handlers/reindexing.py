"""Hold the indexes against the tables, page by page, or write them anew: searches go on, and find all the time."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from rematch_common.clock import Now
from rematch_common.faults import fault_point
from rematch_common.logs import logger
from rematch_match.handlers.refilling import mend
from rematch_match.ports import Mark, Side, Store, VectorIndex
from rematch_match.ports.index_work import IndexWork, IndexWorks

log = logger(__name__)
# Openings and people as they are, then with what models bring beside; then what is in the index and belongs nowhere.
STAGES: tuple[tuple[Side, int], ...] = (("jobs", 0), ("jobs", 1), ("candidates", 0), ("candidates", 1))
LAST = len(STAGES)
_PAGE = 500


class Reindex:
    """Does what was asked for first. A point that is written again takes its own place, so nobody is missing meanwhile;
    whoever is killed goes on behind the last page. Fresh records go before each page."""

    def __init__(
        self, works: IndexWorks, parts: tuple[Store, VectorIndex], free: Callable[[], Awaitable[bool]], now: Now
    ) -> None:
        self._works = works
        self._store, self._index = parts
        self._free = free
        self._now = now

    async def __call__(self) -> None:
        while await self._free() and (work := await self._works.first()):
            if work.stage < LAST:
                await self._page(work)
            else:
                await self._end(work)

    async def _page(self, work: IndexWork) -> None:
        side, source = STAGES[work.stage]
        page = await self._works.page(side, source, work.behind, _PAGE)
        if not page:
            await self._works.note(replace(work, stage=work.stage + 1, behind=None))
            return
        wrong, skills = await self._compare(work, side, page), 0
        if (side, source) == ("candidates", 0):
            skills = await self._works.compare_skills([mark.ref for mark in page], mend=work.kind == "rebuild")
        fault_point("match.reindexed")
        counted = replace(work, looked=work.looked + len(page), wrong=work.wrong + wrong)
        await self._works.note(replace(counted, behind=page[-1].ref, skills_wrong=work.skills_wrong + skills))

    async def _compare(self, work: IndexWork, side: Side, page: Sequence[Mark]) -> int:
        """How many of these are not there as they should be. What was written between the two looks is right."""
        there = set(await self._index.marks_of(side, [mark.id for mark in page]))
        doubtful = [mark.ref for mark in page if mark not in there]
        belong = await self._store.marks_of(side, doubtful) if doubtful else []
        known = set(await self._index.marks_of(side, [mark.id for mark in belong])) if belong else set()
        if work.kind == "rebuild":
            await self._index.put(side, await self._store.points(side, [mark.ref for mark in page]))
            await mend(self._store, self._index, side, page)  # who was written in between is newer than what was put
        return len([mark for mark in belong if mark not in known])

    async def _end(self, work: IndexWork) -> None:
        mending = work.kind == "rebuild"
        sides: tuple[Side, ...] = ("jobs", "candidates")
        strange = sum([await self._strange(side, mending) for side in sides])
        skills = await self._works.strangers(mend=mending)
        done = replace(work, wrong=work.wrong + strange, skills_wrong=work.skills_wrong + skills)
        await self._works.note(done, self._now())
        log.info("the indexes were looked through", kind=work.kind, looked=done.looked, wrong=done.wrong)

    async def _strange(self, side: Side, mending: bool) -> int:
        """Points of which nothing is known, or in a space where they don't belong."""
        found = 0
        async for page in self._index.marks(side, _PAGE):
            belong = {(mark.id, mark.space) for mark in await self._store.marks_of(side, [mark.ref for mark in page])}
            strange = [mark for mark in page if (mark.id, mark.space) not in belong]
            found += len(strange)
            if mending and strange:
                await mend(self._store, self._index, side, strange)
        return found
