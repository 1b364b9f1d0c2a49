"""Records of a partition follow each other; where they don't, the partition is asked."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from rematch_common.errors import DependencyAway
from rematch_common.unbroken import Place, Unbroken, Walk


@dataclass(frozen=True)
class Message:
    """What Faust hands over, as far as it counts here."""

    offset: int
    partition: int = 0
    generation_id: int = 1
    topic: str = "raw-jobs"

    @property
    def tp(self) -> Place:
        return (self.topic, self.partition)


class AskedUnbroken(Unbroken):
    """Remembers what it asked; the partition holds what `held` says."""

    def __init__(self, held: frozenset[int]) -> None:
        super().__init__("nowhere:9092")
        self.asked: list[dict[int, Walk]] = []
        self._held = held

    async def _ask(self, walks: Mapping[Place, Walk]) -> None:
        self.asked.append({partition: walk for (_, partition), walk in walks.items()})
        for place, walk in walks.items():
            if {held for held in self._held if walk.first <= held <= max(walk.handed)} - walk.handed:
                raise DependencyAway("kafka", f"{place} misses one from {walk.first} on")


def of(*offsets: int, generation: int = 1, partition: int = 0) -> list[Message]:
    return [Message(offset, partition, generation) for offset in offsets]


async def test_what_follows_is_never_asked_about() -> None:
    unbroken = AskedUnbroken(frozenset(range(10)))
    await unbroken.check(of(3, 4, 5), {("raw-jobs", 0): 3})
    await unbroken.check(of(6), {("raw-jobs", 0): 3})
    assert unbroken.asked == []


async def test_one_record_lost_at_the_head_is_noticed() -> None:
    unbroken = AskedUnbroken(frozenset(range(10)))
    with pytest.raises(DependencyAway):
        await unbroken.check(of(4, 5), {("raw-jobs", 0): 3})


async def test_one_record_lost_amid_gaps_is_noticed() -> None:
    unbroken = AskedUnbroken(frozenset({3, 5, 6, 9}))
    with pytest.raises(DependencyAway):
        await unbroken.check(of(3, 5, 9), {("raw-jobs", 0): 3})


async def test_what_compaction_took_is_not_missed_and_asked_about_once_a_batch() -> None:
    unbroken = AskedUnbroken(frozenset({1, 2, 5, 9, 10}))
    both = of(2, 5, 9) + of(5, 9, partition=1)
    await unbroken.check(both, {("raw-jobs", 0): 2, ("raw-jobs", 1): 3})
    assert unbroken.asked == [{0: Walk(3, {5, 9}), 1: Walk(3, {5, 9})}]
    await unbroken.check(of(10) + of(10, partition=1), {})
    assert len(unbroken.asked) == 1


async def test_after_a_rebalance_what_is_committed_counts_again() -> None:
    unbroken = AskedUnbroken(frozenset(range(20)))
    await unbroken.check(of(3, 4), {("raw-jobs", 0): 3})
    await unbroken.check(of(3, 4, generation=2), {("raw-jobs", 0): 3})
    with pytest.raises(DependencyAway):
        await unbroken.check(of(7, generation=3), {("raw-jobs", 0): 5})


@pytest.mark.parametrize("committed", [{}, {("raw-jobs", 0): None}])
async def test_a_new_group_begins_at_the_first_record_that_the_partition_holds(
    committed: dict[Place, int | None],
) -> None:
    unbroken = AskedUnbroken(frozenset(range(20)))
    await unbroken.check(of(0, 1), committed)
    assert unbroken.asked == []
    await AskedUnbroken(frozenset(range(7, 20))).check(of(7, 8), committed)
    with pytest.raises(DependencyAway):
        await AskedUnbroken(frozenset(range(20))).check(of(1), committed)
