"""One suite for every directory of who is there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rematch_match.adapters.facts_cache import FactsCache
from rematch_match.domain.asks import Asks, Brings, OwnAsked
from rematch_match.domain.census import FLOOR
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Pairs, Scorer
from rematch_match.domain.terms import Terms
from rematch_match.ports import Seek, SeekOpenings
from tests.contract.stores import Subject
from tests.fakes.samples import NOW, gone, job, job_id, person

WEIGHTS = {"python": 1.0, "sql": 0.5, "go": 2.0}


def seek(tenant: str = "demo", **fields: Any) -> Seek:
    wanted: dict[str, Any] = {"skills": WEIGHTS, "most": 10, "reads": 100}
    return Seek(tenant, **wanted | fields)


def seek_openings(**fields: Any) -> SeekOpenings:
    wanted: dict[str, Any] = {"probed": frozenset(WEIGHTS), "weights": WEIGHTS, "most": 10, "reads": 100}
    return SeekOpenings(**wanted | fields)


def skilled(name: str, *skills: str, **fields: Any) -> Any:
    return person(name, skills=frozenset(skills), **fields)


async def test_where_nobody_is_nobody_is_found(subject: Subject) -> None:
    directory = subject.directory
    assert not await directory.tenants()
    assert not await directory.people([])
    assert not await directory.openings([])
    assert await directory.people_with([]) == await directory.everyone([]) == []
    assert await directory.people_with([seek(), seek(skills={})]) == await directory.everyone([seek()] * 2) == [{}, {}]
    assert await directory.versions([]) == await directory.versions([("demo", "c-1")]) == {}
    assert await directory.openings_with(seek_openings()) == await directory.opening_versions([job_id(1)]) == {}
    census = await directory.census()
    assert not (census.people or census.having or census.asking)


async def test_people_of_one_tenant_are_found_by_the_weight_of_the_skills_they_have(subject: Subject) -> None:
    await subject.write(
        skilled("light", "sql"),
        skilled("both", "python", "sql", "rust", version=3),
        skilled("heavy", "go"),
        skilled("other", "rust"),
        skilled("away", "go", "sql", alive=False, away_as="filter"),
        skilled("all", "go", "python", "sql", tenant="second"),
    )
    mine, theirs, few, nobody = await subject.directory.people_with(
        [seek(), seek("second"), seek(most=1, skills={"python": 1.0, "sql": 0.5}), seek("third")]
    )
    assert list(mine.items()) == [(("demo", "heavy"), 1), (("demo", "both"), 3), (("demo", "light"), 1)]
    assert (theirs, few, nobody) == ({("second", "all"): 1}, {("demo", "both"): 3}, {})
    assert await subject.directory.tenants() == ["demo", "second"]


async def test_what_changed_is_found_as_it_is_now(subject: Subject) -> None:
    await subject.write(skilled("c-1", "python"), skilled("c-2", "python"), skilled("c-3", "python"))
    await subject.write(skilled("c-1", "go", version=2), skilled("c-2", "python", version=2, alive=False))
    await subject.write(skilled("c-3", "sql", version=1))
    (found,) = await subject.directory.people_with([seek(skills={"python": 1.0})])
    assert found == {("demo", "c-3"): 1}
    (found,) = await subject.directory.people_with([seek(skills={"go": 1.0, "sql": 1.0})])
    assert found == {("demo", "c-1"): 2}
    await subject.write(skilled("c-2", "python", "go", version=3))
    (found,) = await subject.directory.people_with([seek(skills={"python": 1.0})])
    assert found.keys() == {("demo", "c-2"), ("demo", "c-3")}


async def test_of_a_skill_that_many_have_so_many_are_read_around_the_circle(subject: Subject) -> None:
    await subject.write(*(skilled(f"c-{n}", "python") for n in range(30)))
    starts = [n * 2**32 // 16 for n in range(16)]
    found = await subject.directory.people_with(
        [seek(skills={"python": 1.0}, reads=5, most=10, start=start) for start in starts]
    )
    assert {len(people) for people in found} == {5}
    assert len({key for people in found for key in people}) > 20, "who is read changes with the start"
    again = await subject.directory.people_with([seek(skills={"python": 1.0}, reads=5, most=10, start=starts[3])])
    assert list(again[0]) == list(found[3])
    await subject.write(*(skilled(name, "python", version=2) for _, name in found[3]))
    (later,) = await subject.directory.people_with([seek(skills={"python": 1.0}, reads=5, most=10, start=starts[3])])
    assert list(later) == list(found[3]), "whatever was written last"


async def test_everyone_is_found_up_to_a_number(subject: Subject) -> None:
    await subject.write(*(person(f"c-{n}", version=n + 1) for n in range(4)), person("c-9", alive=False))
    all_, some = await subject.directory.everyone([seek(most=9, skills={}), seek(most=2)])
    assert all_ == {("demo", f"c-{n}"): n + 1 for n in range(4)}
    assert len(some) == 2
    assert some.items() <= all_.items()
    assert await subject.directory.versions([("demo", "c-9"), ("demo", "c-2"), ("x", "y"), ("demo", "c-0")]) == {
        ("demo", "c-0"): 1,
        ("demo", "c-2"): 3,
    }


async def test_categories_part_those_who_both_have_some(subject: Subject) -> None:
    categories = {"data": ("data_engineer", "analyst"), "web": ("web_developer",), "none": ()}
    await subject.write(*(person(name, brings=Brings(categories=of)) for name, of in categories.items()))
    asking = replace(seek(), categories=frozenset({"data_engineer", "cook"}))
    for found in (*await subject.directory.people_with([asking]), *await subject.directory.everyone([asking])):
        assert {name for _, name in found} == {"data", "none"}
    await subject.write(*(job(n, asks=Asks(categories=of)) for n, of in enumerate(categories.values())))
    openings = await subject.directory.openings_with(seek_openings(categories=frozenset({"web_developer"})))
    assert openings.keys() == {job_id(1), job_id(2)}


async def test_openings_are_found_by_the_weight_of_all_skills_that_are_shared_the_newest_first(
    subject: Subject,
) -> None:
    def posted(days: int) -> Asks:
        return Asks(posted_at=NOW - timedelta(days=days))

    only = {"required": frozenset({"python"}), "preferred": frozenset()}
    await subject.write(
        job(1, asks=posted(9), **only),
        job(2, asks=posted(2), version=4, **only),
        job(3, **only),
        job(4, asks=posted(40)),
        job(5, required=frozenset({"go", "sql"}), preferred=frozenset()),
        gone(6, version=1, required=frozenset({"python"})),
    )
    probed = frozenset({"python", "rust"})
    found = await subject.directory.openings_with(seek_openings(probed=probed))
    assert list(found.items()) == [(job_id(4), 1), (job_id(2), 4), (job_id(1), 1), (job_id(3), 1)]
    assert list(await subject.directory.openings_with(seek_openings(probed=probed, most=2))) == [job_id(4), job_id(2)]
    since = NOW - timedelta(days=10)
    recent = await subject.directory.openings_with(seek_openings(probed=probed, since=since))
    assert list(recent) == [job_id(2), job_id(1), job_id(3)]
    assert await subject.directory.opening_versions([job_id(n) for n in (2, 6, 7)]) == {job_id(2): 4}


async def test_the_census_counts_who_is_alive_and_skills_that_are_common(subject: Subject) -> None:
    common = [skilled(f"c-{n}", "python", *(["go"] if n < FLOOR else [])) for n in range(FLOOR + 1)]
    await subject.write(*common, skilled("c-x", "sql", tenant="second"), person("c-y", "third", alive=False))
    await subject.write(*(job(n, required=frozenset({"go"}), preferred=frozenset()) for n in range(FLOOR + 2)))
    await subject.write(job(99), gone(0))
    census = await subject.directory.census()
    assert census.people == {"demo": FLOOR + 1, "second": 1}
    assert census.having == {"demo": {"python": FLOOR + 1}}
    assert census.asking == {"go": FLOOR + 2}


async def test_facts_are_given_whole_but_for_what_no_score_needs(subject: Subject) -> None:
    lineage = {"received_at": NOW.isoformat()}
    brings, asks = (
        Brings(years=3.0, primary=("sql",)),
        Asks(title="Data Engineer", posted_at=NOW, evidence={"go": "Go."}),
    )
    one, opening = person(brings=brings, lineage=lineage), job(asks=asks, lineage=lineage, text="Text.")
    await subject.write(one, opening, person("c-2", "second", alive=False), gone(2))
    (found,) = await subject.directory.people([("demo", "c-1"), ("second", "c-2"), ("x", "y")])
    assert (found.key, found.skills, found.brings, found.lineage) == (one.key, one.skills, brings, {})
    assert found.vector is not None and one.vector is not None
    assert found.vector.cosine(one.vector) == pytest.approx(1.0)
    (known,) = await subject.directory.openings([job_id(1), job_id(2), job_id(3)])
    assert (known.required, known.preferred, known.asks, known.card) == (
        opening.required,
        opening.preferred,
        asks,
        opening.card,
    )
    assert (known.lineage, known.text) == ({}, "")


async def test_cached_facts_are_as_new_as_the_versions_that_were_found(subject: Subject) -> None:
    cache, scorer = FactsCache(subject.directory, people=3, openings=2), Scorer(Rarity(), lambda _: Terms(), NOW)
    keys = [("demo", f"c-{n}") for n in range(5)]
    await subject.write(*(person(name) for _, name in keys), *(job(n) for n in range(4)))
    found = await cache.people(dict.fromkeys(keys, 1), {})
    assert [one.key for one in found] == keys, "more than it keeps are read all the same"
    await subject.write(skilled("c-4", "rust", version=2), person("c-3", version=2, alive=False))
    wanted = {keys[4]: 2, keys[3]: 2, keys[0]: 1}
    assert [(one.key, one.version, one.skills) for one in await cache.people(wanted, {})] == [
        (keys[4], 2, frozenset({"rust"})),
        (keys[0], 1, frozenset({"python", "sql"})),
    ]
    ids = [job_id(n) for n in range(4)]
    (kept,), fresh = await cache.people({keys[0]: 1}, {}), person("c-0")
    both = scorer.score(Pairs.of([(job(), kept), (job(), fresh)])).value
    alone = [scorer.score(Pairs.of([(job(), one)])).value[0] for one in (kept, fresh)]
    assert both == pytest.approx(alone)
    assert both[0] == pytest.approx(both[1], abs=0.1), "half precision is precise enough"
    assert [one.job_id for one in await cache.openings(dict.fromkeys(ids, 1), {})] == ids
    assert [one.job_id for one in await cache.openings(dict.fromkeys(reversed(ids), 1), {})] == ids[::-1]


async def test_an_opening_is_found_by_the_skills_that_a_tenant_has_added_and_by_no_other_tenant(
    subject: Subject,
) -> None:
    own = {"demo": OwnAsked(frozenset({"snowpark"}), frozenset({"go"}), frozenset({"snow-park"}), {"snowpark": "Yes."})}
    await subject.write(job(1, own=own, reading=3), job(2))
    (known,) = await subject.directory.openings([job_id(1)])
    assert (known.own, known.reading) == (own, 3)

    async def found(*skills: str) -> dict[Any, int]:
        weights = dict.fromkeys(skills, 1.0)
        return await subject.directory.openings_with(seek_openings(probed=frozenset(skills), weights=weights))

    assert await found("demo/snowpark", "snowpark") == {job_id(1): 1}
    assert await found("second/snowpark", "snowpark") == {}
    assert list(await found("demo/snowpark", "python")) == [job_id(1), job_id(2)]


async def test_people_keep_the_skills_as_they_were_told(subject: Subject) -> None:
    told = frozenset({"snow-park", "sql"})
    await subject.write(skilled("c-1", "snowpark", "sql", told=told, reading=2))
    (known,) = await subject.directory.people([("demo", "c-1")])
    assert (known.told, known.skills, known.reading) == (told, frozenset({"snowpark", "sql"}), 2)
    (found,) = await subject.directory.people_with([seek(skills={"snowpark": 1.0})])
    assert found == {("demo", "c-1"): 1}


async def test_the_same_version_read_in_newer_words_takes_the_place_of_the_older_reading(subject: Subject) -> None:
    own = {"demo": OwnAsked(frozenset({"snowpark"}))}
    await subject.write(job(reading=1), skilled("c-1", "snow-park", reading=1))
    cache = FactsCache(subject.directory, people=3, openings=2)
    people, openings = {("demo", "c-1"): 1}, {job_id(1): 1}
    before = (await cache.openings(openings, {"demo": 1}), await cache.people(people, {"demo": 1}))
    assert [one.reading for side in before for one in side] == [1, 1]
    await subject.write(job(own=own, reading=2), skilled("c-1", "snowpark", told=frozenset({"snow-park"}), reading=2))
    await subject.write(job(reading=1), skilled("c-1", "snow-park", reading=1))
    stale = await cache.people(people, {"second": 9})
    assert [one.reading for one in stale] == [1], "another tenant's words are not theirs"
    (opening,) = await cache.openings(openings, {"demo": 2})
    (somebody,) = await cache.people(people, {"demo": 2})
    assert (opening.own, somebody.skills) == (own, frozenset({"snowpark"}))
