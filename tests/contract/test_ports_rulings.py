"""One suite for what is kept about verdicts: who waits, what was said, what a day has cost."""

import asyncio
from datetime import timedelta

import pytest

from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.verdicts.given import Given, Judgement
from rematch_match.ports.rulings import Cost, Limits, Want
from tests.contract.verdicts import STORES, Chamber, opened
from tests.fakes.samples import NOW, job, job_id, person

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CALL, TODAY = Cost(calls=1, money=0.001), NOW.date()


chamber = pytest.fixture(params=STORES)(opened)


def said(score: float = 40.0, job_hash: str = "j" * 32, model: str = "m-1") -> Judgement:
    return Judgement("c" * 32, job_hash, "v1", "openai", model, score, "It fits in part.")


async def crowd(chamber: Chamber, people: int, tenant: str = "demo", jobs: int = 1) -> None:
    everybody = [person(f"c-{number}", tenant) for number in range(people)]
    pairs = [(one.key, job_id(number)) for one in everybody for number in range(jobs)]
    await chamber.arrive(*(job(number) for number in range(jobs)), *everybody, pairs=pairs)


def people_of(wants: list[Want]) -> list[CandidateKey]:
    return sorted({want.key[0] for want in wants})


async def test_who_waits_is_claimed_whole_and_for_a_minute(chamber: Chamber) -> None:
    await crowd(chamber, 3, jobs=2)
    first = await chamber.wants.claim(2, NOW)
    assert (len(people_of(first)), len(first)) == (2, 4)
    second = await chamber.wants.claim(2, NOW)
    assert (len(people_of(second)), len(second)) == (1, 2)
    assert await chamber.wants.claim(2, NOW) == []
    await chamber.wants.keep(first, NOW + MINUTE)
    later = await chamber.wants.claim(9, NOW + MINUTE + timedelta(seconds=1))
    assert people_of(later) == people_of(second), "the others' claim was kept"


async def test_tenants_take_turns(chamber: Chamber) -> None:
    await crowd(chamber, 20, "demo")
    await crowd(chamber, 1, "second")
    assert {person[0] for person in people_of(await chamber.wants.claim(2, NOW))} == {"demo", "second"}


async def test_several_that_claim_at_once_get_different_people(chamber: Chamber) -> None:
    await crowd(chamber, 12, jobs=2)
    claims = await asyncio.gather(*(chamber.wants.claim(3, NOW) for _ in range(4)))
    assert [len(people_of(claim)) for claim in claims] == [3, 3, 3, 3]
    assert len({want.key for claim in claims for want in claim}) == 24


async def test_what_was_wanted_once_more_meanwhile_waits_on(chamber: Chamber) -> None:
    await crowd(chamber, 1)
    (want,) = await chamber.wants.claim(1, NOW)
    await chamber.arrive(job(0, version=2, required=frozenset({"python"})))
    assert await chamber.wants.none([want], "budget", NOW) == []
    assert await chamber.wants.waiting() == 1
    (again,) = await chamber.wants.claim(1, NOW + timedelta(seconds=11))
    assert (again.key, again.turn) == (want.key, 2)
    assert await chamber.wants.none([again], "budget", NOW) == [again]
    assert (await chamber.wants.waiting(), await chamber.wants.claim(1, NOW + MINUTE + MINUTE)) == (0, [])


async def test_a_pair_that_was_told_of_no_verdict_waits_on(chamber: Chamber) -> None:
    await crowd(chamber, 1)
    (want,) = await chamber.wants.claim(1, NOW)
    given = Given.of(*want.key, said())
    await chamber.rulings.note({want.key: given}, CALL, NOW)
    assert await chamber.wants.given({want: given}, NOW) == [], "it answers another question than the pair's"
    assert await chamber.wants.waiting() == 1


async def test_what_ended_long_ago_is_forgotten(chamber: Chamber) -> None:
    await crowd(chamber, 2)
    await chamber.wants.none(await chamber.wants.claim(1, NOW), "top", NOW)
    await chamber.wants.prune(NOW + MINUTE)
    assert await chamber.wants.waiting() == 1


async def test_what_was_said_is_found_by_its_question_and_who_said_it(chamber: Chamber) -> None:
    await crowd(chamber, 2)
    keys: list[PairKey] = [(("demo", f"c-{number}"), job_id(0)) for number in range(2)]
    for key, judgement in zip(keys, (said(), said(60.0, model="m-2")), strict=True):
        await chamber.rulings.note({key: Given.of(*key, judgement)}, CALL, NOW)
        await chamber.rulings.note({key: Given.of(*key, judgement)}, CALL, NOW)
    question = ("c" * 32, "j" * 32)
    assert await chamber.rulings.said("demo", [question], ["openai/m-1"]) == [said()]
    assert len(await chamber.rulings.said("demo", [question], ["openai/m-1", "openai/m-2"])) == 2
    assert await chamber.rulings.said("demo", [("c" * 32, "k" * 32)], ["openai/m-1"]) == []
    assert await chamber.rulings.said("second", [question], ["openai/m-1"]) == [], "another tenant's"


async def test_only_pairs_in_force_are_shown(chamber: Chamber) -> None:
    await crowd(chamber, 2)
    await chamber.arrive(person("c-1", version=2, alive=False, away_as="consent"))
    keys = [(("demo", f"c-{number}"), job_id(0)) for number in range(2)]
    ((opening, somebody),) = await chamber.rulings.pairs(keys)
    assert (opening.job_id, somebody.key) == (job_id(0), ("demo", "c-0"))


@pytest.mark.parametrize("limits", [Limits(calls=3), Limits(money=0.0035), Limits(calls=3, money=9.0)])
async def test_a_budget_is_never_spent_twice(chamber: Chamber, limits: Limits) -> None:
    await crowd(chamber, 1)
    tries = [chamber.budget.reserve("demo", TODAY, limits, CALL) for _ in range(8)]
    assert sum(await asyncio.gather(*tries)) == 3
    assert await chamber.budget.reserve("second", TODAY, limits, CALL), "another tenant's is its own"
    assert await chamber.budget.reserve("demo", TODAY + DAY, limits, CALL), "so is another day's"
    assert (await chamber.budget.spent(TODAY))["demo"].calls == 3


async def test_what_it_took_comes_in_the_place_of_what_was_held_back(chamber: Chamber) -> None:
    await crowd(chamber, 1)
    assert await chamber.budget.reserve("demo", TODAY, Limits(), CALL)
    await chamber.budget.correct("demo", TODAY, CALL, Cost(calls=3, money=0.0004))
    spent = (await chamber.budget.spent(TODAY))["demo"]
    assert (spent.calls, round(spent.money, 6)) == (3, 0.0004)
    assert not await chamber.budget.reserve("demo", TODAY, Limits(calls=3), CALL)
    assert not await chamber.budget.reserve("second", TODAY, Limits(calls=0), CALL)


async def test_a_spent_budget_is_told_once_a_day(chamber: Chamber) -> None:
    told = await asyncio.gather(*(chamber.budget.tell_spent("demo", NOW) for _ in range(4)))
    assert sorted(told) == [False, False, False, True]
    assert await chamber.budget.tell_spent("second", NOW)
    assert await chamber.budget.tell_spent("demo", NOW + DAY)
