"""What a directory gives of whom it has found, and what is kept of that in memory."""

from typing import Any

import pytest

from rematch_match.adapters.facts_cache import FactsCache
from rematch_match.domain.asks import Asks, Brings, OwnAsked
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Pairs, Scorer
from rematch_match.domain.terms import Terms
from tests.contract.seeking import seek, seek_openings, skilled
from tests.contract.stores import Subject
from tests.fakes.samples import NOW, gone, job, job_id, person


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
