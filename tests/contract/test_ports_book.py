"""What the API looks up: people, openings and pairs; and of another tenant nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rematch_common.contracts import MatchFeedback, match_id_of
from rematch_match.domain.asks import Asks, Place
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.learning import Success
from rematch_match.domain.listing import Head, State
from rematch_match.ports.book import Wanted
from tests.contract.books import FIXED, OCCASION, Library, in_memory, in_postgres
from tests.fakes.samples import NOW, gone, job, job_id, person, vector

JANE, JOHN, EVE = person("jane"), person("john"), person("eve", "second")
PAIR, EVES = (JANE.key, job_id(1)), (EVE.key, job_id(1))
HOUR = timedelta(hours=1)


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def library(request: pytest.FixtureRequest) -> AsyncIterator[Library]:
    if request.param == "fake":
        yield in_memory()
        return
    async with request.getfixturevalue("postgres").database("match") as database:
        yield in_postgres(database)


def opening(number: int, title: str = "Data Engineer", hours: int = 0, **asks: Any) -> JobFacts:
    told: dict[str, Any] = {"title": title, "company": "Nordlicht Energie GmbH", "posted_at": NOW - hours * HOUR} | asks
    return job(number, asks=Asks(**told), text=f"We look for a {title} who knows the grid.")


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


async def test_an_opening_is_known_with_its_text_also_when_it_is_closed(library: Library) -> None:
    await library.put(opening(1), gone(2, merged_into=job_id(1)))
    found, closed = await library.catalogue.opening(job_id(1)), await library.catalogue.opening(job_id(2))
    assert found is not None and closed is not None
    assert (found.text, found.asks.title, found.vector is not None) == (opening(1).text, "Data Engineer", True)
    assert (closed.alive, closed.merged_into) == (False, job_id(1))
    assert await library.catalogue.opening(job_id(3)) is None
    assert [one.job_id for one in await library.catalogue.openings([job_id(1), job_id(2), job_id(3)])] == [job_id(1)]


async def test_the_list_goes_on_behind_a_place_whatever_comes(library: Library) -> None:
    await library.put(*(opening(n, hours=n // 2) for n in range(1, 8)), gone(8), job(9))
    whole = [one.job.job_id for one in await library.catalogue.newest(Wanted(), 20, None)]
    assert set(whole) == {job_id(n) for n in (1, 2, 3, 4, 5, 6, 7, 9)}
    assert (whole[0], whole[-1]) == (job_id(1), job_id(9)), "one without a date comes last"
    first = await library.catalogue.newest(Wanted(), 3, None)
    await library.put(opening(10, hours=-1))
    rest = await library.catalogue.newest(Wanted(), 20, (first[-1].posted_at, first[-1].job.job_id))
    assert [one.job.job_id for one in (*first, *rest)] == whole


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(text="data engineer"), {1}),
        (Wanted(text="grid"), {1, 2, 3}),
        (Wanted(text="grid -nurse"), {1, 3}),
        (Wanted(text='"engineer who"'), {1}),
        (Wanted(company="nordlicht"), {1, 2}),
        (Wanted(company="Energie Nordlicht"), {1, 2}),
        (Wanted(company="engineer"), set()),
        (Wanted(company="!&|"), set()),
        (Wanted(location="Berlin"), {1}),
        (Wanted(location="Germany"), {1, 3}),
        (Wanted(location="nowhere at all"), set()),
        (Wanted(location="100%_\\"), set()),
        (Wanted(remote=True), {2}),
        (Wanted(remote=False), {1, 3}),
        (Wanted(since=NOW - HOUR), {1, 2}),
        (Wanted(category="care"), {2}),
        (Wanted(text="grid", company="nordlicht", remote=True, category="care", since=NOW - 2 * HOUR), {2}),
    ],
)
async def test_what_is_wanted(postgres_library: Library, wanted: Wanted, numbers: set[int]) -> None:
    library = postgres_library
    berlin, munich = (Place("Berlin", "Berlin", "DE"), Place("Munich", "Bavaria", "DE"))
    await library.put(
        opening(1, places=(berlin,), workplace="onsite"),
        opening(2, "Nurse", hours=1, workplace="remote", categories=("care",), places=(Place(None, None, "FR"),)),
        opening(3, "Chef", hours=5, company="Harbour Kitchen", places=(munich,)),
    )
    found = await library.catalogue.newest(wanted, 20, None)
    assert {one.job.job_id for one in found} == {job_id(number) for number in numbers}
    ids = [job_id(number) for number in (1, 2, 3)]
    among = {one.job_id for one in await library.catalogue.among(ids, replace(wanted, text=""))}
    assert among >= {job_id(number) for number in numbers}


@pytest.fixture
async def postgres_library(request: pytest.FixtureRequest) -> AsyncIterator[Library]:
    async with request.getfixturevalue("postgres").database("match") as database:
        yield in_postgres(database)


async def test_words_find_and_the_title_counts_most(library: Library) -> None:
    text_only = replace(opening(1, "Chef"), text="Our data engineer likes to eat.")
    skilled = job(3, required=frozenset({"kubernetes"}), asks=Asks(title="Operator"))
    await library.put(text_only, opening(2), skilled, opening(4, "Nurse"))
    found = await library.catalogue.with_words(Wanted(text="data engineer"), frozenset(), 10)
    assert found == [job_id(2), job_id(1)]
    assert await library.catalogue.with_words(Wanted(text="k8s"), frozenset({"kubernetes"}), 10) == [job_id(3)]
    assert await library.catalogue.with_words(Wanted(text="plumber"), frozenset(), 10) == []


async def test_openings_that_share_skills(library: Library) -> None:
    little, other = (job(n, required=frozenset({skill}), preferred=frozenset()) for n, skill in ((2, "sql"), (4, "x")))
    await library.put(job(1), little, gone(3), other)
    found = await library.catalogue.sharing(frozenset({"python", "sql"}), 10)
    assert [one.job_id for one in found] == [job_id(1), job_id(2)]
    assert found[0].vector is not None and found[0].vector.cosine(vector(1, 0, 0)) == pytest.approx(1.0)


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


async def test_counts_are_of_all_openings_and_of_ones_own_people(library: Library) -> None:
    await library.put(JANE, JOHN, EVE, gone(4), opening(1, hours=3), opening(2, hours=30, workplace="remote"))
    await library.match(PAIR, 81.0)
    await library.match(EVES, 92.0)
    counts = await library.catalogue.counts("demo", NOW)
    assert counts.openings == {"open": 2, "closed": 1, "of_the_last_day": 1, "of_the_last_week": 2}
    assert (counts.workplaces, counts.companies) == ({"unknown": 1, "remote": 1}, {"Nordlicht Energie GmbH": 2})
    assert counts.people == 2


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


def said(action: str, number: int = 1) -> MatchFeedback:
    pair = {"tenant_id": "demo", "candidate_id": "jane", "job_id": job_id(number)}
    return MatchFeedback.model_validate({**pair, "action": action, "actor": "recruiter", "occurred_at": NOW})
