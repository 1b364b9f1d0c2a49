"""Bring the index to what the store says."""

from collections.abc import AsyncIterator, Sequence

from rematch_common.faults import fault_point
from rematch_common.logs import logger
from rematch_match.ports import Mark, Side, Store, VectorIndex

log = logger(__name__)


async def refill(store: Store, index: VectorIndex, page: int = 1_000) -> None:
    """An index that was lost, or restored from another time, holds what the truth says before anyone is matched."""
    sides: tuple[Side, ...] = ("jobs", "candidates")
    for side in sides:
        belong = await _compare(store, index, side, store.marks(side, page))
        if await index.count(side) != belong:
            await _compare(store, index, side, index.marks(side, page))


async def _compare(store: Store, index: VectorIndex, side: Side, pages: AsyncIterator[list[Mark]]) -> int:
    """How many these are, once the index agrees with the truth about each of them."""
    compared = mended = 0
    async for page in pages:
        wrong = await mend(store, index, side, page)
        compared, mended = compared + len(page), mended + wrong
        if wrong:
            log.info("index differed from what is known", side=side, compared=compared, mended=mended)
    return compared


async def mend(store: Store, index: VectorIndex, side: Side, page: Sequence[Mark]) -> int:
    """How many were not as they should be. Until both agree: another replica may have written in between, and what it
    wrote must not be undone."""
    mended = 0
    while True:
        belong = set(await store.marks_of(side, [mark.ref for mark in page]))
        there = set(await index.marks_of(side, [mark.id for mark in page]))
        wrong = {mark.id: mark for mark in belong ^ there}
        if not wrong:
            return mended
        places = {(mark.id, mark.space) for mark in belong}
        await index.remove(side, [mark.id for mark in there if (mark.id, mark.space) not in places])
        fault_point("match.mending")
        await index.put(side, await store.points(side, [mark.ref for mark in wrong.values()]))
        mended += len(wrong)
        page = list(wrong.values())
