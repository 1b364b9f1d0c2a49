"""Records of a partition follow each other; where they don't, the partition is asked."""

from dataclasses import dataclass

import pytest

from rematch_common.errors import DependencyAway
from rematch_common.unbroken import Place, Unbroken


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
        self.asked: list[tuple[int, int]] = []
        self._held = held

    async def _ask(self, place: Place, expected: int, found: int) -> None:
        self.asked.append((expected, found))
        if min(offset for offset in self._held if offset >= expected) < found:
            raise DependencyAway("kafka", f"{place} misses {expected}")


def of(*offsets: int, generation: int = 1) -> list[Message]:
    return [Message(offset, generation_id=generation) for offset in offsets]


async def test_what_follows_is_never_asked_about() -> None:
    unbroken = AskedUnbroken(frozenset(range(10)))
    await unbroken.check(of(3, 4, 5), {("raw-jobs", 0): 3})
    await unbroken.check(of(6), {("raw-jobs", 0): 3})
    assert unbroken.asked == []


async def test_one_record_lost_at_the_head_is_noticed() -> None:
    unbroken = AskedUnbroken(frozenset(range(10)))
    with pytest.raises(DependencyAway):
        await unbroken.check(of(4, 5), {("raw-jobs", 0): 3})


async def test_what_compaction_took_is_not_missed() -> None:
    unbroken = AskedUnbroken(frozenset({1, 5, 6, 9}))
    await unbroken.check(of(5, 6, 9), {("raw-jobs", 0): 2})
    assert unbroken.asked == [(2, 5), (7, 9)]


async def test_after_a_rebalance_what_is_committed_counts_again() -> None:
    unbroken = AskedUnbroken(frozenset(range(20)))
    await unbroken.check(of(3, 4), {("raw-jobs", 0): 3})
    await unbroken.check(of(3, 4, generation=2), {("raw-jobs", 0): 3})
    with pytest.raises(DependencyAway):
        await unbroken.check(of(7, generation=3), {("raw-jobs", 0): 5})


async def test_a_new_group_begins_where_it_begins() -> None:
    unbroken = AskedUnbroken(frozenset(range(20)))
    await unbroken.check(of(7, 8), {})
    assert unbroken.asked == []
