"""What people themselves made of openings comes with them, from every port that gives people, and with nobody else."""

from datetime import timedelta
from typing import Any

from rematch_common.contracts import MatchFeedback
from rematch_common.contracts.feedback import Action, Ratings
from rematch_match.domain.asks import Asks, Place
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import Scored
from rematch_match.domain.scoring import score
from rematch_match.domain.tastes.alike import COMPANY, PLACE, REMOTE, ROLE
from rematch_match.domain.tastes.tilt import NEWEST, Tastes
from rematch_match.ports import Work
from tests.contract.books import Library
from tests.contract.stores import Subject
from tests.fakes.occasions import occasion
from tests.fakes.samples import NOW, gone, job, job_id, person

ME, OTHER, STRANGER = ("demo", "c-1"), ("demo", "c-2"), ("second", "c-1")
PEOPLE = (person(), person("c-2"), person("c-1", "second"))
HOUR = timedelta(hours=1)
FEEDBACK = occasion(because="feedback")


def opening(number: int, company: str = "Nordlicht GmbH", **asks: Any) -> JobFacts:
    told: dict[str, Any] = {"title_core": "data engineer", "occupation": "data-engineer", "company": company}
    return job(number, asks=Asks(**(told | {"places": (Place("Berlin", "Berlin", "DE"),)} | asks)))


def said(action: Action, number: int = 1, hours: int = 0, by: CandidateKey = ME, **fields: Any) -> MatchFeedback:
    of = {"tenant_id": by[0], "candidate_id": by[1], "job_id": job_id(number)}
    told = {"action": action, "actor": "candidate", "occurred_at": NOW - hours * HOUR}
    return MatchFeedback.model_validate(of | told | fields)


def in_words(tastes: Tastes) -> dict[tuple[str, str], list[str]]:
    return {kind: sorted(word.how for word in words) for kind, words in tastes.about.items()}


async def somebody(subject: Subject, key: CandidateKey = ME) -> CandidateFacts:
    """As the search gives them; a record of the topic gets the same."""
    (found,) = await subject.directory.people([key])
    (stored,) = (await subject.store.tasted(Work([], [person(key[1], key[0])]))).candidates
    assert (stored.tastes, stored.reacted) == (found.tastes, found.reacted)
    return found


async def test_their_own_words_come_with_them_by_what_the_openings_are_like(subject: Subject) -> None:
    await subject.write(*PEOPLE, opening(1), opening(2, "Hafen AG", workplace="remote"))
    assert not (await somebody(subject)).tastes
    await subject.react(said("saved"), said("rejected", 2, 1), said("viewed", 2), on=FEEDBACK)
    assert in_words((await somebody(subject)).tastes) == {
        (COMPANY, "nordlicht"): ["saved"],
        (COMPANY, "hafen"): ["refused"],
        (ROLE, "data-engineer"): ["refused", "saved"],
        (PLACE, "de/berlin"): ["saved"],
        (PLACE, REMOTE): ["refused"],
    }
    ((word,), *_) = (await somebody(subject)).tastes.about.values()
    assert (word.job_id, word.at) in [(job_id(1), NOW.timestamp()), (job_id(2), (NOW - HOUR).timestamp())]


async def test_nobody_elses_word_is_theirs(subject: Subject) -> None:
    await subject.write(*PEOPLE, opening(1))
    for by in (OTHER, STRANGER):
        await subject.react(said("rejected", by=by), on=FEEDBACK)
    for actor in ("recruiter", "system"):
        await subject.react(said("rejected", actor=actor), on=FEEDBACK)
    me = await somebody(subject)
    assert (me.tastes, me.reacted) == (Tastes(), 0)
    assert [bool((await somebody(subject, key)).tastes) for key in (OTHER, STRANGER)] == [True, True]


async def test_a_word_that_comes_again_counts_once(subject: Subject) -> None:
    await subject.write(*PEOPLE, opening(1), opening(2))
    for _ in range(3):
        await subject.react(said("saved"), said("saved", 2, 1), on=FEEDBACK)
    once = await somebody(subject)
    assert in_words(once.tastes)[COMPANY, "nordlicht"] == ["saved", "saved"]
    await subject.react(said("saved"), on=FEEDBACK)
    assert (await somebody(subject)).reacted == once.reacted > 0
    await subject.react(said("thumbs_up", hours=-1), on=FEEDBACK)
    after = await somebody(subject)
    assert in_words(after.tastes)[COMPANY, "nordlicht"] == ["liked", "saved"], "one word an opening, the last one"
    assert after.reacted > once.reacted, "whoever was scored before is scored again"


async def test_stars_count_by_how_many_they_are(subject: Subject) -> None:
    await subject.write(*PEOPLE, *(opening(number) for number in range(1, 6)))
    stars = [said("rated", number, ratings=Ratings(relevance=number)) for number in range(1, 6)]
    await subject.react(*stars, said("rated", 3, 1, ratings=Ratings(quality=5)), on=FEEDBACK)
    found = in_words((await somebody(subject)).tastes)
    assert found[COMPANY, "nordlicht"] == ["liked", "liked", "refused", "refused"]


async def test_an_opening_that_closed_or_was_merged_is_still_what_it_was(subject: Subject) -> None:
    await subject.write(*PEOPLE, opening(1), opening(2), opening(3))
    await subject.react(said("saved"), said("saved", 2, 1), said("saved", 3, 2), on=FEEDBACK)
    await subject.write(gone(1), gone(3, merged_into=job_id(2)))
    found = (await somebody(subject)).tastes.about[COMPANY, "nordlicht"]
    assert sorted(word.job_id for word in found) == sorted([job_id(1), job_id(2)]), "the same opening is one word"


async def test_a_word_on_what_nobody_knows_yet_counts_once_it_is_known(subject: Subject) -> None:
    await subject.react(said("saved"), on=FEEDBACK)
    await subject.write(*PEOPLE)
    assert not (await somebody(subject)).tastes
    await subject.write(opening(1))
    assert (await somebody(subject)).tastes


async def test_of_very_many_words_the_newest_count(subject: Subject) -> None:
    await subject.write(*PEOPLE, *(opening(number) for number in range(NEWEST + 5)))
    await subject.react(*(said("saved", number, number) for number in range(NEWEST + 5)), on=FEEDBACK)
    found = (await somebody(subject)).tastes.about[COMPANY, "nordlicht"]
    assert {word.job_id for word in found} == {job_id(number) for number in range(NEWEST)}


async def test_whoever_was_scored_before_they_said_it_is_scored_again(subject: Subject) -> None:
    """A score that was reached without it doesn't land on one that was reached with it."""
    await subject.write(*PEOPLE, *(opening(number) for number in range(1, 7)))
    stale = await somebody(subject)
    mine = opening(6)
    before = score(mine, stale, FEEDBACK.scorer)
    await subject.react(*(said("rejected", number) for number in range(1, 6)), on=FEEDBACK)
    await subject.store.settle([Scored.of(mine, stale, before)], Work([], []), FEEDBACK)
    (told,) = [event for event in await subject.events() if event.job_id == job_id(6)]
    assert told.score < before.value  # type: ignore[union-attr]
    assert told.explanation.gaps[-1].startswith("Moved down: you said no to five")  # type: ignore[union-attr]


async def test_who_is_erased_leaves_nothing_of_it_and_comes_anew_without_it(subject: Subject) -> None:
    await subject.write(*PEOPLE, opening(1))
    await subject.react(said("saved"), on=FEEDBACK)
    assert (await somebody(subject)).tastes
    await subject.arrive(person(version=2, alive=False, away_as="erased"), on=FEEDBACK)
    await subject.write(person(version=3))
    again = await somebody(subject)
    assert (again.tastes, again.reacted) == (Tastes(), 0)


async def test_the_book_gives_them_too(library: Library) -> None:
    await library.put(*PEOPLE, opening(1))
    await library.heard(said("saved"))
    for found in (
        await library.book.person(ME),
        *await library.book.people("demo", [ME]),
        *await library.book.people_sharing("demo", frozenset({"python"}), 1),
    ):
        assert found is not None
        assert in_words(found.tastes)[COMPANY, "nordlicht"] == ["saved"]
    stranger = await library.book.person(STRANGER)
    assert stranger is not None
    assert not stranger.tastes
