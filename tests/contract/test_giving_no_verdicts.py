"""Pairs that get no verdict, for one honest reason, in memory and on PostgreSQL."""

from datetime import timedelta

import pytest

from tests.contract.verdicts import STORES, Chamber, matched, opened, unlike
from tests.fakes.samples import NOW, gone, job, person

DAY = timedelta(days=1)
chamber = pytest.fixture(params=STORES)(opened)


async def test_only_the_best_are_judged(chamber: Chamber) -> None:
    chamber.choose(top=2)
    await matched(chamber, *map(unlike, range(4)))
    await chamber.give()
    assert (len(chamber.court.asked), await chamber.wants.waiting()) == (2, 0)
    assert [verdict for _, verdict in await chamber.told()] == [None] * 4 + [30.0] * 2


async def test_a_spent_budget_ends_wants_and_is_told_once_a_day(chamber: Chamber) -> None:
    chamber.choose(calls_a_day=1)
    await matched(chamber, *map(unlike, range(3)))
    await chamber.give()
    assert (len(chamber.court.asked), await chamber.wants.waiting()) == (1, 0)
    assert not await chamber.budget.tell_spent("demo", chamber.now), "it was told"
    assert await chamber.budget.tell_spent("demo", chamber.now + DAY)
    chamber.now += DAY
    await chamber.arrive(*(job(number, version=2, preferred=frozenset()) for number in range(3)))
    await chamber.give()
    assert len(chamber.court.asked) == 2, "another day, another call, and they are of one question"


async def test_money_counts_as_calls_do(chamber: Chamber) -> None:
    chamber.choose(money_a_day=0.0011)
    await matched(chamber, unlike(0))
    await chamber.give()
    await matched(chamber, unlike(1))
    await chamber.give()
    assert len(chamber.court.asked) == 1, "more is held back for a call than is left, until it is known what it takes"
    (spent,) = (await chamber.budget.spent(NOW.date())).values()
    assert (spent.calls, round(spent.money, 6)) == (1, 0.0002)


async def test_what_is_over_ends_without_a_call(chamber: Chamber) -> None:
    await matched(chamber, unlike(1), unlike(2))
    await chamber.arrive(gone(1))
    await chamber.give()
    assert (len(chamber.court.asked), await chamber.wants.waiting()) == (1, 0)
    await matched(chamber, unlike(3))
    chamber.choose(on=False)
    await chamber.give()
    assert (len(chamber.court.asked), await chamber.wants.waiting()) == (1, 0)


async def test_who_wants_none_is_never_written_down(chamber: Chamber) -> None:
    chamber.choose(on=False)
    await matched(chamber, job(1))
    assert await chamber.wants.waiting() == 0
    await chamber.give()
    assert (await chamber.told(), chamber.court.asked) == ([("new_job", None)], [])


async def test_switched_off_the_verdict_says_nothing_any_more(chamber: Chamber) -> None:
    await matched(chamber, job(1))
    await chamber.give()
    chamber.choose(on=False)
    await chamber.arrive(person(version=2))
    assert await chamber.told() == [("new_job", None), ("verdict", 30.0), ("profile_changed", None)]
