"""Working off the backlog."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from rematch_common.contracts import Trigger
from rematch_common.errors import DependencyAway
from rematch_match.domain.facts import CandidateKey
from rematch_match.handlers.backlog import SIZE, Anew, WorkOff
from rematch_match.handlers.pruning import KEPT, Prune
from rematch_match.handlers.pruning import SIZE as PRUNED
from tests.fakes.backlog import FakeBacklog
from tests.fakes.samples import NOW

PEOPLE: list[tuple[CandidateKey, Trigger]] = [(("demo", f"c-{n}"), "settings_changed") for n in range(2 * SIZE + 3)]


class Witness:
    """Matches again, and is free for so many chunks."""

    def __init__(self, free: int) -> None:
        self.left = free
        self.matched: list[tuple[CandidateKey, Trigger]] = []
        self.away = False
        self.unread = 0

    async def read(self) -> bool:
        self.unread -= 1
        return self.unread >= 0

    async def free(self) -> bool:
        self.left -= 1
        return self.left >= 0

    async def again(self, keys: Sequence[CandidateKey], trigger: Trigger) -> None:
        if self.away:
            raise DependencyAway("postgresql", "gone")
        self.matched += [(key, trigger) for key in keys]


async def test_all_are_matched_again_each_once_for_the_reason_they_wait() -> None:
    other: tuple[CandidateKey, Trigger] = (("second", "c-1"), "requested")
    backlog, witness = FakeBacklog([*PEOPLE, other]), Witness(free=100)
    await WorkOff(backlog, Anew(witness.read, witness.again), witness.free, lambda: NOW)()
    assert sorted(witness.matched) == sorted([*PEOPLE, other])
    assert backlog.waiting == []


async def test_it_stops_for_what_is_fresh_after_a_few() -> None:
    backlog, witness = FakeBacklog(PEOPLE), Witness(free=1)
    await WorkOff(backlog, Anew(witness.read, witness.again), witness.free, lambda: NOW)()
    assert len(witness.matched) == SIZE
    assert len(backlog.waiting) == len(PEOPLE) - SIZE


async def test_who_could_not_be_matched_waits_on() -> None:
    backlog, witness = FakeBacklog(PEOPLE), Witness(free=9)
    witness.away = True
    with pytest.raises(DependencyAway):
        await WorkOff(backlog, Anew(witness.read, witness.again), witness.free, lambda: NOW)()
    assert backlog.waiting == PEOPLE


async def test_nobody_is_matched_before_all_is_read_anew() -> None:
    backlog, witness = FakeBacklog(PEOPLE), Witness(free=3)
    witness.unread = 2
    await WorkOff(backlog, Anew(witness.read, witness.again), witness.free, lambda: NOW)()
    assert len(witness.matched) == SIZE, "the first two turns were for reading"


async def test_who_came_in_with_a_change_of_skills_waits_until_all_is_read() -> None:
    backlog, witness = FakeBacklog(PEOPLE), Witness(free=1)
    answers = iter([False, True])

    async def read() -> bool:
        return next(answers)

    await WorkOff(backlog, Anew(read, witness.again), witness.free, lambda: NOW)()
    assert witness.matched == []
    assert backlog.waiting == PEOPLE


async def test_requests_that_ended_long_ago_are_forgotten_a_few_at_a_time() -> None:
    long_ago = [NOW - KEPT - timedelta(seconds=n) for n in range(1, 2 * PRUNED)]
    backlog, witness = FakeBacklog(ended=[NOW - KEPT, *long_ago]), Witness(free=1)
    prune = Prune(backlog, witness.free, lambda: NOW)
    await prune()
    assert len(backlog.ended) == PRUNED, "one turn was free"
    witness.left = 9
    await prune()
    assert backlog.ended == [NOW - KEPT]
    assert witness.left == 8, "nothing was left to look for"
