"""Openings that became one, in every ledger of tellings: told of one is told of the other."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest

from rematch_notify.domain.tellings import TellingState
from tests.contract.subscribing import Ledger, fake_ledger, postgres_ledger, subscription, telling, word
from tests.fakes.samples import job_id
from tests.fakes.tellings import item

OLD, NEW, NEWEST = job_id(1), job_id(2), job_id(3)
WAITING, WITHDRAWN = ("waiting", 1), ("withdrawn", 2)
STRONG: list[TellingState] = ["taken", "told", "summed"]


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def ledger(request: pytest.FixtureRequest) -> AsyncIterator[Ledger]:
    """With two subscriptions of one tenant."""
    if request.param == "fake":
        made = fake_ledger()
        await _subscribed(made)
        yield made
        return
    async with postgres_ledger(request.getfixturevalue("postgres")) as made:
        await _subscribed(made)
        yield made


async def _subscribed(ledger: Ledger) -> None:
    for number in (1, 2):
        await ledger.subscriptions.create(subscription(number), 10)


def at(job: UUID, number: int = 1, candidate: str = "c-1") -> tuple[int, str, UUID]:
    return number, candidate, job


@pytest.mark.parametrize("state", STRONG)
async def test_who_was_told_of_one_ad_hears_nothing_of_the_opening_that_it_went_into(
    ledger: Ledger, state: TellingState
) -> None:
    await ledger.tellings.hold([word(OLD, 5, telling(OLD, version=5))])
    await ledger.settle(OLD, state)
    await ledger.tellings.merge({OLD: NEW})
    await ledger.tellings.hold([word(NEW, 1, telling(NEW))])
    assert await ledger.states() == {at(NEW): (state, 0)}


@pytest.mark.parametrize("state", STRONG)
async def test_a_merge_that_comes_late_takes_back_what_waits(ledger: Ledger, state: TellingState) -> None:
    await ledger.tellings.hold([word(OLD, 5, telling(OLD, version=5))])
    await ledger.settle(OLD, state)
    await ledger.tellings.hold([word(NEW, 1, telling(NEW), telling(NEW, 2))])
    await ledger.tellings.merge({OLD: NEW})
    assert await ledger.states() == {at(NEW): (state, 0), at(NEW, 2): WAITING}


async def test_what_waits_for_both_waits_once(ledger: Ledger) -> None:
    await ledger.tellings.hold([word(OLD, 5, telling(OLD, version=5)), word(NEW, 1, telling(NEW))])
    await ledger.tellings.merge({OLD: NEW})
    assert await ledger.states() == {at(NEW): WAITING}
    await ledger.tellings.hold([word(OLD, 6)])
    assert await ledger.states() == {at(NEW): WAITING}, "the end of the one ad is not the end of the opening"


async def test_what_waited_for_the_one_waits_for_the_other_until_more_is_said_of_it(ledger: Ledger) -> None:
    await ledger.tellings.hold([word(OLD, 5, telling(OLD, version=5))])
    await ledger.tellings.merge({OLD: NEW})
    assert await ledger.states() == {at(NEW): ("waiting", 0)}
    [told] = await ledger.tellings.of_person("demo", "c-1")
    assert told.item == item(OLD, version=None).model_copy(update={"job_id": NEW}), "links lead to it as it is now"
    await ledger.tellings.hold([word(OLD, 6)])
    assert await ledger.states() == {at(NEW): ("withdrawn", 0)}
    await ledger.tellings.hold([word(NEW, 1, telling(NEW))])
    assert await ledger.states() == {at(NEW): WAITING}


async def test_the_word_of_the_opening_itself_counts_more_than_a_late_one_of_what_went_into_it(ledger: Ledger) -> None:
    await ledger.tellings.merge({OLD: NEW})
    await ledger.tellings.hold([word(NEW, 1), word(OLD, 9, telling(OLD, version=9))])
    assert await ledger.states() == {}
    await ledger.tellings.hold([word(OLD, 9, telling(OLD, version=9)), word(NEW, 2, telling(NEW, version=2))])
    assert await ledger.states() == {at(NEW): ("waiting", 2)}


@pytest.mark.parametrize("order", [[(OLD, NEW), (NEW, NEWEST)], [(NEW, NEWEST), (OLD, NEW)]])
async def test_merges_of_merges_are_followed_to_their_end(ledger: Ledger, order: list[tuple[UUID, UUID]]) -> None:
    await ledger.tellings.hold([word(OLD, 1, telling(OLD))])
    await ledger.settle(OLD, "told")
    for job, into in order:
        await ledger.tellings.merge({job: into})
    await ledger.tellings.merge(dict(order))
    assert await ledger.states() == {at(NEWEST): ("told", 0)}
    for late in (OLD, NEW, NEWEST):
        await ledger.tellings.hold([word(late, 7, telling(late, version=7))])
    assert await ledger.states() == {at(NEWEST): ("told", 0)}


async def test_two_ads_that_are_said_to_have_gone_into_each_other_stay(ledger: Ledger) -> None:
    await ledger.tellings.hold([word(OLD, 1, telling(OLD))])
    await ledger.tellings.merge({OLD: NEW})
    await ledger.tellings.merge({NEW: OLD, NEWEST: NEWEST})
    assert await ledger.states() == {at(NEW): ("waiting", 0)}


async def test_two_that_were_both_told_stay_told(ledger: Ledger) -> None:
    await ledger.tellings.hold([word(OLD, 1, telling(OLD)), word(NEW, 1, telling(NEW))])
    for job in (OLD, NEW):
        await ledger.settle(job, "taken")
    await ledger.tellings.merge({OLD: NEW})
    assert await ledger.states() == {at(OLD): ("taken", 1), at(NEW): ("taken", 1)}, "they may be on their way"


async def test_an_opening_that_is_gone_for_good_is_followed_no_more(ledger: Ledger) -> None:
    await ledger.tellings.merge({OLD: NEW})
    await ledger.tellings.forget_openings([OLD])
    await ledger.tellings.hold([word(OLD, 1, telling(OLD))])
    assert await ledger.states() == {at(OLD): WAITING}


async def test_merges_are_everybodys(ledger: Ledger) -> None:
    await ledger.subscriptions.create(subscription(3, "second"), 10)
    theirs = replace(telling(OLD, 3), tenant_id="second")
    await ledger.tellings.hold([word(OLD, 1, telling(OLD)), word(OLD, 1, theirs, tenant="second")])
    await ledger.tellings.merge({OLD: NEW})
    assert await ledger.states() == {at(NEW): ("waiting", 0), at(NEW, 3): ("waiting", 0)}


async def test_many_that_hold_and_merge_at_once_agree(ledger: Ledger) -> None:
    jobs = [job_id(number) for number in range(10, 30)]
    words = [word(job, 1, telling(job), telling(job, 2)) for job in jobs]
    merges = [ledger.tellings.merge({job: NEW}) for job in jobs[:5]]
    await asyncio.gather(ledger.tellings.hold(words), ledger.tellings.hold(words[::-1]), *merges)
    await ledger.tellings.hold(words)
    states = await ledger.states()
    assert set(states) == {at(job, number) for job in [*jobs[5:], NEW] for number in (1, 2)}
    assert {state for state, _ in states.values()} == {"waiting"}
