"""While no model answers the factors' word is told, and a model still has the word afterwards: once, and for a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rematch_match.domain.verdicts.putting_off import PuttingOff
from rematch_match.handlers.giving import PEOPLE
from rematch_match.handlers.tidying import Tidy
from tests.contract.verdicts import PAIR, STORES, Chamber, matched, opened, unlike
from tests.fakes.samples import gone, job, job_id, person

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
chamber = pytest.fixture(params=STORES)(opened)


def goes(chamber: Chamber) -> None:
    chamber.court.down, chamber.court.state = True, "open"


def is_back(chamber: Chamber) -> None:
    chamber.court.down, chamber.court.state = False, "closed"


async def providers(chamber: Chamber) -> list[str | None]:
    """Who has the word in each event, in order."""
    verdicts = [getattr(event, "verdict", None) for event in await chamber.events()]
    return [verdict.provider if verdict else None for verdict in verdicts]


async def test_when_a_model_is_back_it_has_the_word(chamber: Chamber) -> None:
    goes(chamber)
    await matched(chamber, *map(unlike, range(3)))
    await chamber.give()
    assert await providers(chamber) == [None] * 3 + ["deterministic"] * 3, "the honest word, at once"
    assert (await chamber.wants.waiting(), await chamber.wants.put_off_now()) == (0, 3)
    chamber.now += HOUR
    is_back(chamber)
    await chamber.give()
    assert await providers(chamber) == [None] * 3 + ["deterministic"] * 3 + ["stand-in"] * 3
    assert (await chamber.wants.waiting(), await chamber.wants.put_off_now()) == (0, 0)
    chamber.now += HOUR
    await chamber.give()
    assert (len(await chamber.told()), len(chamber.court.asked)) == (9, 6), "and that was all"


async def test_while_none_answers_nobody_is_asked_and_nothing_told_twice(chamber: Chamber) -> None:
    goes(chamber)
    await matched(chamber, job(1))
    for _ in range(5):
        await chamber.give()
        chamber.now += HOUR
    assert (len(chamber.court.asked), len(await chamber.told())) == (1, 2)


async def test_one_persons_pairs_try_a_model_that_may_be_back_each_person_in_turn(chamber: Chamber) -> None:
    goes(chamber)
    keys = [(("demo", f"c-{number}"), job_id(1)) for number in range(3)]
    await chamber.arrive(job(1), *(person(key[0][1]) for key in keys), pairs=keys)
    await chamber.give()
    chamber.court.asked.clear()
    tried = []
    for _ in range(3):
        chamber.now += MINUTE
        (want,) = await chamber.wants.claim_again(1, chamber.now)
        await chamber.wants.put_off({want: chamber.now + MINUTE / 2}, 10, chamber.now)
        tried.append(want.key)
    assert sorted(tried) == keys
    chamber.court.state = "half-open"
    chamber.now += MINUTE
    for _ in range(PEOPLE):  # whoever was tried isn't tried again at once
        await chamber.give()
    assert len(chamber.court.asked) == 3
    assert await providers(chamber) == [None] * 3 + ["deterministic"] * 3
    assert await chamber.wants.put_off_now() == 3


async def test_one_that_fails_while_others_are_answered_is_asked_about_ever_less(chamber: Chamber) -> None:
    chamber.court.down = True
    await matched(chamber, job(1))
    for _ in range(24 * 60):
        await chamber.give()
        chamber.now += MINUTE
    assert 10 < len(chamber.court.asked) < 20
    assert len(await chamber.told()) == 2


async def test_after_a_day_the_factors_word_stays(chamber: Chamber) -> None:
    goes(chamber)
    await matched(chamber, job(1))
    await chamber.give()
    chamber.now += DAY
    bench = chamber.bench(chamber.court)
    await Tidy(bench, chamber.prevailing, lambda: chamber.now)()
    assert await chamber.wants.put_off_now() == 0
    is_back(chamber)
    await chamber.give()
    assert await providers(chamber) == [None, "deterministic"]


async def test_what_was_claimed_too_late_is_not_put_off_again(chamber: Chamber) -> None:
    chamber.court.down = True
    await matched(chamber, job(1))
    chamber.now += DAY
    await chamber.give()
    assert (await chamber.wants.waiting(), await chamber.wants.put_off_now()) == (0, 0)


async def test_no_more_wait_than_a_tenant_may_have_and_they_are_the_best(chamber: Chamber) -> None:
    goes(chamber)
    chamber.putting_off = replace(PuttingOff(), most=2)
    chamber.giver = chamber.replica()
    less = job(9, required=frozenset({"python", "kubernetes"}))
    await matched(chamber, unlike(1), less, unlike(2))
    wants = await chamber.wants.claim(1, chamber.now)
    chamber.now += 2 * MINUTE  # that claim has run out
    await chamber.give()
    await matched(chamber, unlike(3))
    await chamber.give()
    assert (await chamber.wants.waiting(), await chamber.wants.put_off_now()) == (0, 2)
    again = await chamber.wants.claim_again(9, chamber.now + HOUR)
    assert {want.key[1] for want in again} == {want.key[1] for want in wants} - {less.job_id}


async def test_a_pair_that_changes_meanwhile_is_asked_about_as_a_new_one(chamber: Chamber) -> None:
    goes(chamber)
    await matched(chamber, job(1))
    await chamber.give()
    await chamber.arrive(job(1, version=2, preferred=frozenset({"go", "rust"})))
    assert (await chamber.wants.waiting(), await chamber.wants.put_off_now()) == (1, 0)
    is_back(chamber)
    await chamber.give()
    assert (await chamber.told())[-1] == ("verdict", 30.0)
    assert await chamber.wants.put_off_now() == 0


async def test_a_pair_that_is_over_is_not_asked_about(chamber: Chamber) -> None:
    goes(chamber)
    await matched(chamber, unlike(1), unlike(2))
    await chamber.give()
    await chamber.arrive(gone(1))
    is_back(chamber)
    chamber.now += HOUR
    await chamber.give()
    assert (len(chamber.court.asked), await chamber.wants.put_off_now()) == (3, 0)


async def test_what_is_asked_later_is_paid_out_of_the_budget_of_its_day(chamber: Chamber) -> None:
    goes(chamber)
    await matched(chamber, *map(unlike, range(3)))
    await chamber.give()
    chamber.choose(calls_a_day=1)
    is_back(chamber)
    chamber.now += HOUR
    await chamber.give()
    assert [who for who in await providers(chamber) if who == "stand-in"] == ["stand-in"]
    assert (await chamber.wants.waiting(), await chamber.wants.put_off_now()) == (0, 0)


async def test_what_is_new_comes_first(chamber: Chamber) -> None:
    goes(chamber)
    await matched(chamber, job(1))
    await chamber.give()
    is_back(chamber)
    await chamber.arrive(unlike(2), person("c-2"), pairs=[(("demo", "c-2"), job_id(2))])
    chamber.now += HOUR
    await chamber.give()
    told = [event.candidate_id for event in await chamber.events()]
    assert told[-2:] == ["c-2", PAIR[0][1]]
