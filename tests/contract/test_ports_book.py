"""What the API looks up: people and pairs; and of another tenant nothing."""

from dataclasses import replace

import pytest

from rematch_common.contracts import MatchFeedback, match_id_of
from rematch_match.domain.learning import Success
from rematch_match.domain.listing import Head, State
from tests.contract.books import EVE, EVES, FIXED, HOUR, JANE, JOHN, OCCASION, PAIR, Library, opening
from tests.fakes.samples import NOW, gone, job, job_id, person


async def test_a_person_is_known_with_all_that_scoring_needs(library: Library) -> None:
    away = replace(JOHN, alive=False, away_as="consent")
    await library.put(JANE, away)
    found, other = await library.book.person(JANE.key), await library.book.person(away.key)
    assert found is not None and other is not None
    assert (found.skills, found.vector and found.vector.space) == (JANE.skills, "m-1.3")
    assert (other.alive, other.away_as) == (False, "consent")
    assert await library.book.person(("second", "jane")) is None
    assert await library.book.person(("demo", "nobody")) is None


async def test_pairs_are_found_by_person_by_opening_by_id_and_by_the_match(library: Library) -> None:
    await library.put(JANE, JOHN, EVE, opening(1), opening(2))
    for key in (PAIR, EVES, (JOHN.key, job_id(1)), (JANE.key, job_id(2))):
        await library.match(key)
    book = library.book
    assert {head.key for head in await book.of_person(JANE.key, ("active",))} == {PAIR, (JANE.key, job_id(2))}
    assert {head.key for head in await book.of_opening("demo", job_id(1), ("active",))} == {PAIR, (JOHN.key, job_id(1))}
    head = await book.pair(PAIR)
    assert head is not None
    assert (head.fixed, head.posted_at, head.score, head.status) == (FIXED, NOW, 70.0, "suggested")
    assert await book.named("demo", match_id_of(*JANE.key, job_id(1))) == PAIR
    assert await book.named("second", match_id_of(*JANE.key, job_id(1))) is None
    assert await book.pair((("second", "jane"), job_id(1))) is None
    bodies = await book.bodies([PAIR, (JANE.key, job_id(3))])
    assert {key: body["missing_skills"] for key, body in bodies.items()} == {PAIR: ["go"]}
    assert bodies[PAIR]["job"]["company"] == "Nordlicht", "the card, where the match itself tells none"


async def test_the_newest_of_all_people_come_page_by_page(library: Library) -> None:
    await library.put(JANE, JOHN, EVE, *(opening(n) for n in range(1, 5)))
    told = {1: NOW, 2: NOW - HOUR, 3: NOW - HOUR, 4: NOW - 2 * HOUR}
    for number, at in told.items():
        await library.match(((JANE, JOHN)[number % 2].key, job_id(number)), 15.0 + 25 * (number - 1), at=at)
    await library.match(EVES)
    await library.match((JANE.key, job_id(3)), state="withdrawn")
    pages = [await library.book.newest("demo", 2, None)]
    last = pages[0][-1]
    assert last.told_at is not None
    pages.append(await library.book.newest("demo", 9, (last.told_at, match_id_of(*last.key[0], last.key[1]))))
    assert [len(page) for page in pages] == [2, 2]
    found = [head.told_at for page in pages for head in page]
    assert found == sorted(told.values(), reverse=True)
    assert await library.book.scores("demo") == [0, 1, 0, 0, 1, 0, 1, 0, 0, 1]
    assert await library.book.scores("nobody") == [0] * 10


async def test_states_choose(library: Library) -> None:
    await library.put(JANE, *(opening(n) for n in range(1, 4)))
    states_of: list[State] = ["active", "displaced", "withdrawn"]
    for number, state in enumerate(states_of, 1):
        await library.match((JANE.key, job_id(number)), state=state)
    for states in (states_of, states_of[:1], states_of[1:], states_of[:0]):
        assert [head.state for head in sorted(await library.book.of_person(JANE.key, states), key=by_state)] == states


def by_state(head: Head) -> str:
    return head.state


async def test_the_next_ones_are_the_displaced_and_then_the_lowest(library: Library) -> None:
    await library.put(JANE, gone(5), *(job(n, required=frozenset({f"s-{n}"})) for n in range(1, 5)))
    for number, score in ((1, 90.0), (2, 60.0)):
        await library.match((JANE.key, job_id(number)), score)
    for number, score in ((3, 55.0), (4, 58.0)):
        await library.match((JANE.key, job_id(number)), score, "displaced")
    await library.match((JANE.key, job_id(5)), 59.0, "displaced")
    assert await library.book.next_ones(JANE.key, 3) == [frozenset({f"s-{n}"}) for n in (4, 3, 2)]
    assert await library.book.least_kept(JANE.key) == (2, 60.0)
    assert await library.book.least_kept(JOHN.key) == (0, 0.0)


async def test_people_who_share_skills_are_the_tenants_own(library: Library) -> None:
    little = person("little", skills=frozenset({"sql"}))
    await library.put(JANE, EVE, little, person("other", skills=frozenset({"cooking"})))
    await library.put(replace(JOHN, alive=False, away_as="filter"))
    found = await library.book.people_sharing("demo", frozenset({"python", "sql"}), 10)
    assert [one.key for one in found] == [JANE.key, little.key]
    assert found[0].vector is not None
    assert [p.key for p in await library.book.people("demo", [JANE.key, JOHN.key, ("demo", "x")])] == [JANE.key]
    assert await library.book.people("second", [JANE.key]) == []


async def test_who_has_fared_how(library: Library) -> None:
    await library.put(JANE, JOHN, EVE, opening(1), opening(2, "Nurse"))
    for hours, (who, number, action) in enumerate(
        ((JOHN, 1, "interviewed"), (JOHN, 2, "hired"), (JANE, 1, "hired"), (EVE, 1, "hired"), (JOHN, 1, "viewed"))
    ):
        pair = dict(zip(("tenant_id", "candidate_id"), who.key, strict=True))
        told = {**pair, "job_id": job_id(number), "action": action, "actor": "recruiter"}
        await library.heard(MatchFeedback.model_validate({**told, "occurred_at": NOW + hours * HOUR}))
    skills = opening(1).skills
    assert await library.book.successes("demo", "jane", 10) == [
        Success("hired", JOHN.skills, skills, "nurse"),
        Success("interviewed", JOHN.skills, skills, "data-engineer"),
    ]
    assert len(await library.book.successes("demo", "jane", 1)) == 1
    assert await library.book.successes("second", "eve", 10) == []


async def test_what_was_said_of_a_pair_is_its_status_also_after_a_merge(library: Library) -> None:
    await library.put(JANE, opening(1), opening(2))
    younger = (JANE.key, job_id(2))
    assert await library.book.status(PAIR) is None
    await library.reactions.say(said("viewed"), OCCASION)
    assert await library.book.status(PAIR) == "viewed"
    assert await library.book.status(younger) is None
    await library.reactions.say(said("rejected", 2), OCCASION)
    await library.merged(job_id(2), job_id(1))
    assert await library.book.status(PAIR) == "rejected"


@pytest.mark.stack
async def test_what_was_said_before_two_merges_is_shown_with_the_match(postgres_library: Library) -> None:
    library = postgres_library
    await library.put(JANE, opening(1), opening(2), opening(3))
    await library.match(PAIR)
    await library.reactions.say(said("rejected", 3), OCCASION)
    await library.merged(job_id(3), job_id(2))
    await library.merged(job_id(2), job_id(1))
    head = await library.book.pair(PAIR)
    assert head is not None and head.status == "rejected"
    assert [one.status for one in await library.book.of_person(JANE.key, ("active",))] == ["rejected"]


def said(action: str, number: int = 1) -> MatchFeedback:
    pair = {"tenant_id": "demo", "candidate_id": "jane", "job_id": job_id(number)}
    return MatchFeedback.model_validate({**pair, "action": action, "actor": "recruiter", "occurred_at": NOW})
