"""Reactions and merged openings: nobody is offered again what they have said no to, under whatever id, in any store."""

from datetime import timedelta
from typing import Any

from rematch_common.contracts import MatchFeedback, MatchFound, MatchWithdrawn
from rematch_common.contracts.feedback import Action
from rematch_match.domain.pairs import PairKey
from rematch_match.ports import Work
from tests.contract.stores import Subject
from tests.fakes.occasions import set_occasion, worth
from tests.fakes.samples import NOW, gone, job_id, person

FIFTY = set_occasion(50)
FEEDBACK = set_occasion(50, because="feedback")
ONE = set_occasion(1, because="feedback")


def said(action: Action, number: int = 1, minute: int = 0, name: str = "c-1", **fields: Any) -> MatchFeedback:
    return MatchFeedback(
        tenant_id="demo",
        candidate_id=name,
        job_id=job_id(number),
        action=action,
        actor="candidate",
        occurred_at=NOW + timedelta(minutes=minute),
        **fields,
    )


def pair(number: int, name: str = "c-1") -> PairKey:
    return ("demo", name), job_id(number)


async def test_what_is_rejected_is_withdrawn_at_once_and_never_offered_again(subject: Subject) -> None:
    await subject.write(person())
    await subject.arrive(worth(1, 80), on=FIFTY, also=(pair(1),))
    assert await subject.react(said("viewed"), on=FEEDBACK) == 0
    assert await subject.react(said("rejected", minute=1, reason="too_far"), on=FEEDBACK) == 1
    assert await subject.react(said("rejected", minute=1, reason="too_far"), on=FEEDBACK) == 0
    assert await subject.arrive(worth(1, 95, 2), person(version=2), on=FIFTY, also=(pair(1),)) == 0
    assert await subject.react(said("viewed", minute=2), on=FEEDBACK) == 0
    assert await subject.said() == ["c-1 found J1 80", "c-1 withdrawn rejected"]
    assert await subject.react(said("applied", minute=3), on=FEEDBACK) == 1, "second thoughts"
    events = await subject.events()
    assert isinstance(events[-1], MatchFound)
    assert (events[-1].version, events[-1].trigger, events[-1].score) == (3, "feedback", 95)


async def test_the_place_of_what_is_rejected_goes_to_the_best_that_waits(subject: Subject) -> None:
    await subject.write(person())
    await subject.arrive(worth(1, 80), worth(2, 60), worth(3, 70), on=ONE, also=(pair(1), pair(2), pair(3)))
    assert await subject.react(said("rejected"), on=ONE) == 2
    assert await subject.said() == ["c-1 found J1 80", "c-1 withdrawn rejected", "c-1 found J3 70"]


async def test_a_no_that_comes_before_the_match_counts(subject: Subject) -> None:
    await subject.write(person(), person("c-2"))
    assert await subject.react(said("rejected"), on=FEEDBACK) == 0
    assert await subject.arrive(worth(1, 80), on=FIFTY, also=(pair(1), pair(1, "c-2"))) == 1
    assert await subject.said() == ["c-2 found J1 80"]


async def test_a_merge_withdraws_the_younger_and_names_the_elder(subject: Subject) -> None:
    await subject.write(person())
    await subject.arrive(worth(1, 80), worth(2, 75), on=FIFTY, also=(pair(2),))
    await subject.arrive(gone(2, merged_into=job_id(1)), on=FIFTY)
    withdrawn, found = (await subject.events())[1:]
    assert isinstance(withdrawn, MatchWithdrawn)
    assert (withdrawn.job_id, withdrawn.reason, withdrawn.merged_into) == (job_id(2), "merged", job_id(1))
    assert isinstance(found, MatchFound), "who was matched with the younger is looked at for the elder"
    assert found.job_id == job_id(1)


async def test_a_no_to_the_younger_counts_for_the_elder_through_a_chain_until_they_split(subject: Subject) -> None:
    await subject.write(person(), person("c-2"))
    await subject.arrive(worth(1, 80), worth(2, 80), worth(3, 80), on=FIFTY, also=(pair(1), pair(3)))
    await subject.react(said("rejected", 3), on=FEEDBACK)
    await subject.arrive(gone(3, merged_into=job_id(2)), on=FIFTY)
    assert (await subject.said())[2:] == ["c-1 withdrawn rejected"]
    await subject.arrive(gone(2, merged_into=job_id(1)), on=FIFTY)
    assert (await subject.said())[3:] == ["c-1 withdrawn rejected"]
    assert await subject.arrive(worth(1, 90, 2), on=FIFTY, also=(pair(1), pair(1, "c-2"))) == 1
    assert (await subject.said())[4:] == ["c-2 found J1 90"]
    # The opening in the middle is one of its own again: what was said to the youngest no longer counts for the eldest.
    await subject.arrive(worth(2, 80, 3), on=FIFTY, also=(pair(2),))
    await subject.arrive(worth(1, 90, 3), on=FIFTY, also=(pair(1),))
    assert (await subject.said())[5:] == ["c-1 found J1 90"]


async def test_a_no_to_the_elder_counts_for_a_younger_that_is_merged_and_not_for_a_split_one(subject: Subject) -> None:
    await subject.write(person())
    await subject.arrive(worth(1, 80), worth(2, 80), on=FIFTY, also=(pair(1), pair(2)))
    await subject.arrive(gone(2, merged_into=job_id(1)), on=FIFTY)
    assert await subject.react(said("rejected", 2), on=FEEDBACK) == 1, "a no to an id that is no longer in use"
    assert (await subject.said())[-1] == "c-1 withdrawn rejected"
    await subject.arrive(worth(2, 80, 3), on=FIFTY, also=(pair(2),))
    assert (await subject.said())[-1] == "c-1 withdrawn rejected", "what was said to it stays said to it"
    await subject.arrive(worth(1, 80, 2), on=FIFTY, also=(pair(1),))
    assert (await subject.said())[-1] == "c-1 found J1 80"


async def test_who_is_forgotten_leaves_nothing_and_may_come_again_above_what_was_told(subject: Subject) -> None:
    await subject.write(person(), person("c-2"))
    both = (pair(1), pair(1, "c-2"))
    await subject.arrive(worth(1, 80), worth(2, 70), on=FIFTY, also=(*both, pair(2)))
    await subject.react(said("rejected", 2), on=FEEDBACK)
    await subject.arrive(person(version=2, alive=False, away_as="erased"), on=FIFTY)
    assert (await subject.said())[4:] == ["c-1 withdrawn erased"]
    assert await subject.react(said("rejected", 1), on=FEEDBACK) == 0, "a late word about nobody"
    await subject.arrive(person(version=3), on=FIFTY, also=(pair(1), pair(2)))
    assert sorted((await subject.said())[5:]) == ["c-1 found J1 80", "c-1 found J2 70"]
    assert [event.version for event in (await subject.events())[5:]] == [4, 4], "3 is the tombstone of either"
    assert await subject.store.pairs_of(Work([], [person("c-2")])) == {pair(1, "c-2")}
