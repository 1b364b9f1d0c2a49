"""The worker that gives verdicts, where something is away: what is paid for is kept, what is under way is claimed."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from rematch_common.errors import DependencyAway
from rematch_match.handlers import giving
from rematch_match.ports.rulings import Cost, Limits, Want
from tests.contract.verdicts import in_memory, matched, unlike
from tests.fakes.ledger import Books
from tests.fakes.rulings import FakeBudget
from tests.fakes.samples import job_id
from tests.fakes.wants import FakeWants

MINUTE = timedelta(minutes=1)


class AwayBudget(FakeBudget):
    """Answers so often, and is away then."""

    def __init__(self, answers: int) -> None:
        super().__init__()
        self.answers = answers

    async def reserve(self, tenant: str, day: date, limits: Limits, cost: Cost) -> bool:
        self.answers -= 1
        if self.answers < 0:
            raise DependencyAway("postgresql", "connection lost")
        return await super().reserve(tenant, day, limits, cost)


class WatchedWants(FakeWants):
    """`kept`: what was claimed for longer, once it was."""

    def __init__(self, books: Books) -> None:
        super().__init__(books)
        self.kept: asyncio.Future[Sequence[Want]] = asyncio.get_running_loop().create_future()

    async def keep(self, wants: Sequence[Want], at: datetime) -> None:
        await super().keep(wants, at)
        if not self.kept.done():
            self.kept.set_result(wants)
        raise DependencyAway("postgresql", "once, and then away: the next time will do")


async def test_what_the_others_got_is_told_where_one_has_failed() -> None:
    chamber = in_memory()
    budget = chamber.budget = AwayBudget(answers=2)
    chamber.giver = chamber.replica()
    await matched(chamber, *map(unlike, range(3)))
    with pytest.raises(DependencyAway):
        await chamber.give()
    assert [verdict for _, verdict in await chamber.told()] == [None] * 3 + [30.0] * 2
    assert (await chamber.wants.waiting(), len(chamber.court.asked)) == (1, 2)
    budget.answers = 9
    chamber.now += 2 * MINUTE
    await chamber.give()
    assert (await chamber.wants.waiting(), len(chamber.court.asked)) == (0, 3)


async def test_what_is_under_way_stays_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving, "_KEPT_EVERY", 0.001)
    chamber = in_memory()
    wants = chamber.wants = WatchedWants(chamber.store.books)  # type: ignore[attr-defined]  # it is the fake
    chamber.giver = chamber.replica()
    chamber.court.waits = asyncio.Event()
    await matched(chamber, *map(unlike, range(3)))
    working = asyncio.create_task(chamber.give())
    async with asyncio.timeout(10):
        kept = await wants.kept
    assert {want.key[1] for want in kept} == {job_id(number) for number in range(3)}
    chamber.court.waits.set()
    await working
    assert await wants.waiting() == 0


async def test_a_settlement_that_fails_is_done_again_and_pays_nothing() -> None:
    chamber = in_memory()
    await matched(chamber, *map(unlike, range(3)))
    chamber.store.away = True  # type: ignore[attr-defined]  # it is the fake
    with pytest.raises(DependencyAway):
        await chamber.give()
    assert (len(chamber.court.asked), await chamber.wants.waiting()) == (3, 3)
    chamber.store.away = False  # type: ignore[attr-defined]
    chamber.now += 2 * MINUTE
    await chamber.give()
    assert [verdict for _, verdict in await chamber.told()] == [None] * 3 + [30.0] * 3
    assert (len(chamber.court.asked), await chamber.wants.waiting()) == (3, 0)
