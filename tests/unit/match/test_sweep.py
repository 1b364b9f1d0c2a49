"""Telling what time alone has changed."""

from collections.abc import Sequence
from datetime import datetime

from rematch_match.domain.pairs import PairKey
from rematch_match.handlers.sweep import SIZE, Sweep
from tests.fakes.samples import NOW, job_id


class FakeAgeing:
    """See rematch_match.ports.ageing.Ageing."""

    def __init__(self, due: int) -> None:
        self.due: list[PairKey] = [(("demo", "c-1"), job_id(n)) for n in range(due)]

    async def claim(self, size: int, at: datetime) -> Sequence[PairKey]:
        assert at == NOW
        claimed, self.due = self.due[:size], self.due[size:]
        return claimed


class Witness:
    def __init__(self, free: int) -> None:
        self.left = free
        self.settled: list[PairKey] = []

    async def free(self) -> bool:
        self.left -= 1
        return self.left >= 0

    async def settle(self, pairs: Sequence[PairKey]) -> None:
        self.settled += pairs


async def test_all_that_are_due_are_settled() -> None:
    ageing, witness = FakeAgeing(2 * SIZE + 1), Witness(free=100)
    await Sweep(ageing, witness.settle, witness.free, lambda: NOW)()
    assert len(witness.settled) == 2 * SIZE + 1
    assert ageing.due == []


async def test_what_is_fresh_comes_first() -> None:
    ageing, witness = FakeAgeing(2 * SIZE), Witness(free=1)
    await Sweep(ageing, witness.settle, witness.free, lambda: NOW)()
    assert len(witness.settled) == len(ageing.due) == SIZE
