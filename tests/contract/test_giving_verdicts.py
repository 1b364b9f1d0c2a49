"""One suite for the way of a verdict, in memory and on PostgreSQL: asked once, told once, and never waited for."""

import asyncio
from datetime import timedelta

import pytest

from rematch_common.contracts import MatchUpdated
from tests.contract.verdicts import PAIR, STORES, Chamber, matched, opened
from tests.fakes.rulings import FakeCourt
from tests.fakes.samples import job, job_id, person

MINUTES = timedelta(minutes=10)
chamber = pytest.fixture(params=STORES)(opened)


async def test_a_match_is_told_at_once_and_its_verdict_once_it_is_there(chamber: Chamber) -> None:
    await matched(chamber, job(1))
    assert (await chamber.told(), await chamber.wants.waiting()) == ([("new_job", None)], 1)
    await chamber.give()
    assert await chamber.told() == [("new_job", None), ("verdict", 30.0)]
    updated = (await chamber.events())[-1]
    assert isinstance(updated, MatchUpdated)
    assert updated.verdict is not None
    assert (updated.verdict.provider, updated.verdict.reason) == ("stand-in", "Some of it fits.")
    assert 50 <= updated.score < 70, "it lowers what the factors say"
    await chamber.give()
    assert (len(await chamber.told()), await chamber.wants.waiting(), len(chamber.court.asked)) == (2, 0, 1)


async def test_a_verdict_that_moves_nothing_is_told_once_all_the_same(chamber: Chamber) -> None:
    chamber.court.score = 100.0
    await matched(chamber, job(1))
    await chamber.give()
    first, second = await chamber.events()
    assert (second.score, second.version) == (first.score, 2)  # type: ignore[union-attr]  # found and updated have one
    await chamber.arrive(person(version=2))
    assert len(await chamber.told()) == 2, "nothing is new"


async def test_below_the_least_it_withdraws_and_is_not_offered_again(chamber: Chamber) -> None:
    chamber.court.score = 0.0
    await matched(chamber, job(1))
    await chamber.give()
    assert await chamber.told() == [("new_job", None), ("withdrawn below_threshold", None)]
    assert await chamber.wants.waiting() == 0
    await chamber.arrive(person(version=2), pairs=[PAIR])
    assert (len(await chamber.told()), len(chamber.court.asked)) == (2, 1)


async def test_the_same_facts_at_a_new_version_cost_no_call(chamber: Chamber) -> None:
    await matched(chamber, job(1))
    await chamber.give()
    await chamber.arrive(person(version=2), job(1, version=2))
    await chamber.give()
    assert ([verdict for _, verdict in await chamber.told()], len(chamber.court.asked)) == ([None, 30.0], 1)


async def test_another_question_drops_the_verdict_and_wants_another(chamber: Chamber) -> None:
    await matched(chamber, job(1))
    await chamber.give()
    chamber.court.score = 60.0
    await chamber.arrive(job(1, version=2, preferred=frozenset({"go", "rust"})))
    assert (await chamber.told())[-1] == ("job_changed", None)
    await chamber.give()
    assert (await chamber.told())[-1] == ("verdict", 60.0)
    await chamber.arrive(job(1, version=3))
    assert ((await chamber.told())[-1], len(chamber.court.asked)) == (("job_changed", 30.0), 2), "as it was judged once"


async def test_a_change_while_it_is_judged_is_judged_again(chamber: Chamber) -> None:
    await matched(chamber, job(1))
    chamber.court.waits = asyncio.Event()
    giving = asyncio.create_task(chamber.give())
    await chamber.court.began.wait()
    await chamber.arrive(person(version=2, skills=frozenset({"python", "sql", "go"})))
    chamber.court.waits.set()
    await giving
    assert [verdict for _, verdict in await chamber.told()] == [None, None]
    chamber.now += MINUTES
    await chamber.give()
    assert ([v for _, v in await chamber.told()][2:], len(chamber.court.asked)) == ([30.0], 2)
    assert await chamber.wants.waiting() == 0


async def test_without_a_model_the_factors_judge_and_a_change_asks_again_at_once(chamber: Chamber) -> None:
    chamber.court.down = True
    await matched(chamber, job(1))
    await chamber.give()
    first, second = await chamber.events()
    assert isinstance(second, MatchUpdated)
    assert second.verdict is not None
    assert (second.verdict.provider, second.score) == ("deterministic", first.score)  # type: ignore[union-attr]
    await chamber.give()
    assert (await chamber.wants.waiting(), len(chamber.court.asked)) == (0, 1), "not again and again"
    chamber.court.down = False
    await chamber.arrive(job(1, version=2, vector=None))
    await chamber.give()
    assert ((await chamber.told())[-1], len(chamber.court.asked)) == (("verdict", 30.0), 2)


async def test_two_replicas_pay_once(chamber: Chamber) -> None:
    await chamber.arrive(
        job(), *(person(f"c-{n}") for n in range(12)), pairs=[(("demo", f"c-{n}"), job_id(1)) for n in range(12)]
    )
    await asyncio.gather(chamber.giver(), chamber.replica(FakeCourt())())
    assert [verdict for _, verdict in await chamber.told()] == [None] * 12 + [30.0] * 12
    assert await chamber.wants.waiting() == 0


async def test_who_has_the_same_question_waits_for_its_answer(chamber: Chamber) -> None:
    """Two openings with the same text."""
    await matched(chamber, job(1), job(2))
    await chamber.give()
    assert ([verdict for _, verdict in await chamber.told()], len(chamber.court.asked)) == ([None, None, 30.0, 30.0], 1)
    await matched(chamber, job(3))
    await chamber.replica()()
    assert len(chamber.court.asked) == 1, "found where it is kept for good"


async def test_with_the_person_goes_what_was_said(chamber: Chamber) -> None:
    await matched(chamber, job(1))
    chamber.court.waits = asyncio.Event()
    giving = asyncio.create_task(chamber.give())
    await chamber.court.began.wait()
    await chamber.arrive(person(version=2, alive=False, away_as="erased"))
    chamber.court.waits.set()
    await giving
    question = chamber.court.asked[0]
    hashes = (question.candidate_hash, question.job_hash)
    assert await chamber.rulings.said("demo", [hashes], ["stand-in/judge-1"]) == []
    assert await chamber.wants.waiting() == 0


async def test_a_ceiling_lets_it_raise(chamber: Chamber) -> None:
    chamber.choose(ceiling=5.0)
    chamber.court.score = 100.0
    await chamber.arrive(person(skills=frozenset({"python"})), job(), pairs=[PAIR])
    await chamber.give()
    first, second = await chamber.events()
    assert 0 < second.score - first.score <= 5.0  # type: ignore[union-attr]
