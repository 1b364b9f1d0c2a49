"""Whom one posting, or one person, is scored with."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from rematch_common.contracts import OwnSkill
from rematch_match.domain.asks import Asks, Brings, OwnAsked
from rematch_match.domain.facts import CandidateFacts, JobFacts, Vector
from rematch_match.domain.own_skills import OwnSkills
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.terms import Terms
from rematch_match.handlers.match import candidate_point, job_point
from rematch_match.handlers.retrieving import Bounds, Retrieve, Sources
from rematch_match.ports.circumstances import Circumstances
from tests.fakes.directory import FakeDirectory
from tests.fakes.samples import NOW, arrivals, job, job_id, person
from tests.fakes.store import FakeStore
from tests.fakes.vector_index import FakeVectorIndex

UNDER = Circumstances()
CHOOSY = Terms(blocked_companies=frozenset({"blocked"}))


class Retrieving:
    """The first stage over fakes."""

    def __init__(self, bounds: Bounds) -> None:
        self.store, self.index = FakeStore(), FakeVectorIndex()
        self.directory = FakeDirectory(self.store)
        self.retrieve = Retrieve(Sources(self.directory, self.index, self.directory), bounds)

    async def know(self, *facts: JobFacts | CandidateFacts) -> None:
        arrived = arrivals(*facts)
        await self.store.write(arrived)
        await self.index.put("jobs", [point for one in arrived.jobs if (point := job_point(one))])
        await self.index.put("candidates", [point for one in arrived.candidates if (point := candidate_point(one))])

    async def people_for(self, opening: JobFacts, under: Circumstances = UNDER) -> list[str]:
        return ["/".join(one.key) for one in await self.retrieve.people_for(opening, under, NOW)]

    async def openings_for(self, one: CandidateFacts, under: Circumstances = UNDER) -> list[JobFacts]:
        return await self.retrieve.openings_for(one, under, NOW)


def towards(share: float) -> Vector:
    """The nearer to the vector of `job`, the greater the share."""
    values = np.array([share, np.sqrt(1 - share**2), 0], "<f4")
    return Vector("m-1", values)


def crowd(tenant: str, count: int, *skills: str) -> list[CandidateFacts]:
    return [person(f"c-{n}", tenant, skills=frozenset(skills), vector=towards(n / count)) for n in range(count)]


async def test_of_a_tenant_with_few_people_all_are_taken_whatever_they_bring() -> None:
    retrieving = Retrieving(Bounds(each=5, total=100))
    await retrieving.know(*crowd("small", 5, "welding"), person("away", "small", alive=False))
    assert len(await retrieving.people_for(job())) == 5
    assert retrieving.directory.counted == 1


async def test_of_many_those_with_rare_skills_and_those_near_in_meaning_are_taken() -> None:
    retrieving = Retrieving(Bounds(each=4, total=100))
    rare = person("rare", "big", skills=frozenset({"go"}), vector=towards(0.01))
    await retrieving.know(*crowd("big", 100, "python", "sql"), rare)
    found = await retrieving.people_for(job())
    assert len(found) == 4
    assert {"big/rare", "big/c-99", "big/c-98"} <= set(found)


async def test_no_tenant_is_starved_by_a_large_one() -> None:
    retrieving = Retrieving(Bounds(each=50, total=24))
    await retrieving.know(*crowd("big", 100, "python", "sql"), *crowd("mid", 20, "sql"), *crowd("tiny", 2, "sql"))
    found = await retrieving.people_for(job())
    assert {t: sum(one.startswith(t) for one in found) for t in ("big", "mid", "tiny")} == {
        "big": 11,
        "mid": 11,
        "tiny": 2,
    }


async def test_a_tenant_that_has_grown_since_the_census_is_counted_anew_and_searched() -> None:
    retrieving = Retrieving(Bounds(each=4, total=100))
    await retrieving.know(*crowd("growing", 3, "welding"))
    await retrieving.people_for(job())
    await retrieving.know(*crowd("growing", 100, "welding"), person("fit", "growing"), person("c-0", "new"))
    assert {"growing/fit", "growing/c-99", "new/c-0"} <= set(await retrieving.people_for(job(2)))
    assert retrieving.directory.counted == 2


@pytest.mark.parametrize(
    ("terms", "company", "searched"),
    [
        (CHOOSY, "Blocked Ltd", False),
        (CHOOSY, "Other", True),
        (Terms(), "Blocked", True),
        (Terms(oldest_days=3), "Long ago", False),
        (Terms(active=False), "Other", False),
    ],
)
async def test_a_barred_opening_and_a_tenant_that_is_not_active_meet_nobody(
    terms: Terms, company: str, searched: bool
) -> None:
    retrieving, under = Retrieving(Bounds()), Circumstances(own={"demo": terms})
    opening = job(asks=Asks(company=company, posted_at=NOW - timedelta(days=4)))
    await retrieving.know(person(), person("c-2", "second"), opening)
    assert await retrieving.people_for(opening, under) == (["demo/c-1"] if searched else []) + ["second/c-2"]
    assert len(await retrieving.openings_for(person(), under)) == searched


async def test_categories_and_age_bound_what_a_person_is_scored_with() -> None:
    retrieving, under = Retrieving(Bounds()), Circumstances(otherwise=Terms(oldest_days=7))
    fresh, old = NOW - timedelta(days=3), NOW - timedelta(days=9)
    await retrieving.know(
        job(1, asks=Asks(categories=("data",), posted_at=fresh)),
        job(2, asks=Asks(categories=("cooking",), posted_at=fresh)),
        job(3, asks=Asks(categories=("data",), posted_at=old)),
        job(4, asks=Asks(posted_at=fresh), vector=None),
    )
    one = person(brings=Brings(categories=("data",)))
    assert {opening.job_id for opening in await retrieving.openings_for(one, under)} == {job_id(1), job_id(4)}
    assert len(await retrieving.openings_for(one)) == 3
    assert len(await retrieving.openings_for(replace(one, brings=Brings()))) == 4


async def test_a_person_meets_the_openings_that_ask_for_most_of_what_they_bring_and_is_rare() -> None:
    retrieving = Retrieving(Bounds(openings=2))
    under = Circumstances(Rarity(1, {"python": 0.1, "sql": 0.1}))
    far = towards(0.0)
    await retrieving.know(
        *(job(n, required=frozenset({"python", "sql"}), preferred=frozenset(), vector=far) for n in range(9)),
        job(10, required=frozenset({"cobol"}), preferred=frozenset(), vector=None),
        job(11, required=frozenset({"welding"}), preferred=frozenset()),
    )
    one = person(skills=frozenset({"python", "sql", "cobol"}))
    assert {opening.job_id for opening in await retrieving.openings_for(one, under)} == {job_id(10), job_id(11)}


async def test_without_vectors_skills_alone_are_searched_and_without_skills_vectors() -> None:
    retrieving = Retrieving(Bounds(each=2, total=10, openings=2))
    await retrieving.know(*crowd("big", 30, "welding"), person("fit", "big"), job(2), job(3, vector=None))
    assert await retrieving.people_for(job(vector=None)) == ["big/fit"]
    nothing = job(required=frozenset(), preferred=frozenset())
    assert await retrieving.people_for(nothing) == ["big/fit", "big/c-29"]
    assert {one.job_id for one in await retrieving.openings_for(person(vector=None))} == {job_id(2), job_id(3)}
    assert [one.job_id for one in await retrieving.openings_for(person(skills=frozenset()))] == [job_id(2)]


async def test_both_sides_are_found_by_the_skills_that_their_tenant_has_added() -> None:
    retrieving = Retrieving(Bounds(each=2, total=10, openings=1))
    terms = Terms(own_skills=OwnSkills.of([OwnSkill(id="snowpark")]))
    under = Circumstances(own={"big": terms, "other": terms})
    opening = job(own={"big": OwnAsked(frozenset({"snowpark"}))}, vector=None)
    fits = [person("fit", tenant, skills=frozenset({"snowpark"}), vector=None) for tenant in ("big", "other")]
    await retrieving.know(*crowd("big", 30, "python"), *crowd("other", 30, "python"), *fits, opening)
    found = await retrieving.people_for(opening, under)
    assert "big/fit" in found
    assert "other/fit" not in found
    assert [one.job_id for one in await retrieving.openings_for(fits[0], under)] == [job_id(1)]
    assert await retrieving.openings_for(fits[1], under) == []
