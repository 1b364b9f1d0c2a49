"""An index is compared with the truth before anyone is matched: what differs is mended, and only that is read."""

from collections.abc import Sequence
from uuid import UUID

from rematch_match.domain.facts import CandidateFacts, point_id
from rematch_match.handlers.match import candidate_point
from rematch_match.handlers.refilling import refill
from rematch_match.ports import Arrivals, Mark, Point, Side
from tests.fakes.samples import gone, job, job_id, person, vector
from tests.fakes.store import FakeStore
from tests.fakes.vector_index import FakeVectorIndex

SIDES: tuple[Side, ...] = ("jobs", "candidates")


async def known() -> FakeStore:
    store = FakeStore()
    people = [person(f"c-{n}", version=n) for n in range(1, 8)]
    await store.write(Arrivals([job(n) for n in range(1, 6)], [*people, person("c-9", alive=False)]))
    return store


async def filled(store: FakeStore) -> FakeVectorIndex:
    index = FakeVectorIndex()
    await refill(store, index)
    store.read_whole.clear()
    return index


async def agree(store: FakeStore, index: FakeVectorIndex) -> bool:
    async def marks(of: FakeStore | FakeVectorIndex, side: Side) -> set[Mark]:
        return {mark for page in [page async for page in of.marks(side, 100)] for mark in page}

    return all([await marks(store, side) == await marks(index, side) for side in SIDES])


async def test_a_lost_index_is_filled_in_pages() -> None:
    store, index = await known(), Counting()
    await refill(store, index, page=2)
    assert await agree(store, index)
    assert (await index.count("jobs"), await index.count("candidates")) == (5, 7)
    assert max(index.sizes) == 2


async def test_where_nothing_differs_no_vector_is_read() -> None:
    store = await known()
    await refill(store, await filled(store))
    assert store.read_whole == []


async def test_an_older_copy_of_the_same_size_is_noticed_and_only_what_differs_is_read() -> None:
    store = await known()
    index = await filled(store)
    newer = Arrivals([gone(1), job(6)], [person("c-3", version=30, vector=vector(0, 1, 0))])
    await store.write(newer)
    assert await index.count("jobs") == 5
    await refill(store, index, page=2)
    assert await agree(store, index)
    assert set(store.read_whole) == {str(job_id(1)), str(job_id(6)), "demo/c-3"}


async def test_an_index_that_is_ahead_of_a_restored_truth_follows_it() -> None:
    store = await known()
    index = await filled(store)
    ahead = [candidate_point(person(name, version=99)) for name in ("c-2", "c-99")]
    await index.put("candidates", [point for point in ahead if point])
    await refill(store, index)
    assert await agree(store, index)


async def test_what_lies_in_the_space_of_another_model_goes() -> None:
    store = await known()
    index = await filled(store)
    other = candidate_point(person("c-1", vector=vector(1, 0, model="m-0")))
    assert other is not None
    await index.put("candidates", [other])
    await refill(store, index)
    assert await agree(store, index)


async def test_what_another_replica_writes_meanwhile_is_not_undone() -> None:
    store = await known()
    index = Contested(store)
    await store.write(Arrivals([], [person("c-8", alive=False, away_as="filter", version=1)]))
    stale = candidate_point(person("c-8"))
    assert stale is not None
    await FakeVectorIndex.put(index, "candidates", [stale])
    await refill(store, index)
    assert await agree(store, index)
    versions = {mark.ref: mark.version for page in [p async for p in index.marks("candidates", 100)] for mark in page}
    assert (versions["demo/c-1"], versions["demo/c-8"]) == (50, 50)


class Counting(FakeVectorIndex):
    """Remembers how many points came at once."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []

    async def put(self, side: Side, points: Sequence[Point]) -> None:
        self.sizes.append(len(points))
        await super().put(side, points)


class Contested(FakeVectorIndex):
    """Another replica stores and shows a newer version just before what was read earlier is put, or removed."""

    def __init__(self, store: FakeStore) -> None:
        super().__init__()
        self._store = store

    async def put(self, side: Side, points: Sequence[Point]) -> None:
        if any(point.ref == "demo/c-1" and point.version < 50 for point in points):
            await self._elsewhere(person("c-1", version=50))
        await super().put(side, points)

    async def remove(self, side: Side, ids: Sequence[UUID]) -> None:
        if point_id(("demo", "c-8")) in ids:
            await self._elsewhere(person("c-8", version=50))
        await super().remove(side, ids)

    async def _elsewhere(self, newer: CandidateFacts) -> None:
        await self._store.write(Arrivals([], [newer]))
        point = candidate_point(newer)
        assert point is not None
        await super().put("candidates", [point])
