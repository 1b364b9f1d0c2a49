"""A second model beside the one in force: kept, shown, switched to and back, with no moment without search."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from rematch_match.adapters.postgres_backlog import PostgresBacklog
from rematch_match.handlers.refilling import refill
from rematch_match.ports import Side, Work
from rematch_match.ports.models import Standing
from tests.contract.stores import paged
from tests.fakes.samples import NOW, gone, job, job_id, person, vector
from tests.fakes.vector_index import FakeVectorIndex
from tests.integration.match.two_models import NEW, Matching, nearest, of_new
from tests.servers import Postgres

pytestmark = pytest.mark.stack
OLD = "m-1"
SIDES: tuple[Side, ...] = ("jobs", "candidates")


@pytest.fixture
async def matching(postgres: Postgres) -> AsyncIterator[Matching]:
    async with postgres.database("match") as database:
        yield Matching.over(database)


async def test_both_models_find_before_and_after_and_each_is_counted(matching: Matching) -> None:
    await matching.arrive(job(), person(), person("c-2"))
    await matching.bring(job(vector=of_new(1, 0)), person(vector=of_new(1, 0)), person("c-2", vector=of_new(0, 1)))
    for to, expected in ((vector(1, 0, 0), 2), (of_new(1, 0), 2)):
        assert len(await nearest(matching, "candidates", to)) == expected
        assert await nearest(matching, "jobs", to) == [str(job_id(1))]
    assert await matching.models.standings() == [Standing(OLD, "", 1, 2), Standing(NEW, "new", 1, 2)]
    assert await matching.models.in_force() == ""


async def test_a_switch_and_the_way_back_are_one_row_each(matching: Matching) -> None:
    await matching.arrive(job(), person())
    await matching.bring(job(vector=of_new(1, 0)), person(vector=of_new(0.6, 0.8)))
    before = await matching.semantic()

    async def compared() -> list[str]:
        people = await matching.directory.people([("demo", "c-1")])
        jobs = await matching.directory.openings([job_id(1)])
        return [found.space for found in (people[0].vector, jobs[0].vector) if found]

    assert await compared() == [f"{OLD}.3"] * 2
    assert await matching.models.switch(NEW, NOW) == 1
    assert await compared() == [f"{NEW}.2"] * 2
    await matching.match.work_on(Work([], [person()]))
    after = await matching.semantic()
    assert before is not None
    assert after is not None
    assert before > after
    assert await matching.models.switch(OLD, NOW) == 1
    assert await compared() == [f"{OLD}.3"] * 2
    await matching.match.work_on(Work([], [person()]))
    assert await matching.semantic() == before


async def test_everybody_waits_to_be_matched_again_because_of_the_model(matching: Matching) -> None:
    await matching.arrive(person(), person("c-2", "second"), person("c-3", alive=False))
    assert await matching.models.switch(NEW, NOW) == 2
    chunks = await PostgresBacklog(matching.database).claim(10, NOW)
    assert {chunk.trigger for chunk in chunks} == {"model_changed"}
    assert sorted(key for chunk in chunks for key in chunk.keys) == [("demo", "c-1"), ("second", "c-2")]


async def test_what_both_readers_bring_is_the_same_whichever_is_first(matching: Matching) -> None:
    await matching.models.switch(NEW, NOW)
    await matching.arrive(person())
    await matching.bring(person(vector=of_new(1, 0)))
    await matching.arrive(job())
    assert await matching.semantic() is None, "the opening has no vector of the model yet"
    kept = await matching.bring(job(vector=of_new(1, 0)))
    assert [one.job_id for one in kept.known.jobs] == [job_id(1)]
    late = await matching.semantic()
    await matching.bring(person("c-2", vector=of_new(1, 0)))
    await matching.arrive(person("c-2"))
    early = await matching.semantic("c-2")
    assert late is not None
    assert early == late


async def test_the_ordinary_topics_take_over_once_they_bring_the_model_themselves(matching: Matching) -> None:
    await matching.arrive(job(), person())
    await matching.bring(job(vector=of_new(1, 0)), person(vector=of_new(1, 0)))
    await matching.models.switch(NEW, NOW)
    await matching.arrive(person(version=2, vector=of_new(0, 1)))
    (found,) = await matching.directory.people([("demo", "c-1")])
    assert found.vector is not None
    assert found.vector.values.tolist() == [0, 1]
    assert (await matching.store.marks_of("candidates", ["demo/c-1"]))[0].version == 2
    assert len(await matching.store.marks_of("candidates", ["demo/c-1"])) == 1


async def test_who_is_gone_has_no_vectors_of_any_model_whoever_says_it_first(matching: Matching) -> None:
    new = (job(vector=of_new(1, 0)), person(vector=of_new(1, 0)))
    away = (gone(), person(version=2, alive=False, vector=None, away_as="erased"))
    for say in (matching.arrive, matching.bring):
        await matching.arrive(job(), person())
        await matching.bring(*new)
        await say(*away)
        await matching.arrive(*away)
        await matching.bring(*away)
        for side in SIDES:
            assert await matching.index.count(side) == 0
            assert await paged(matching.store.marks(side, 10), 10) == []
        await matching.bring(*new)
        assert [await matching.index.count(side) for side in SIDES] == [0, 0], "what comes late finds nobody"
        async with matching.database.transaction({"demo"}) as connection:
            assert await connection.fetchval("SELECT count(*) FROM candidate_vectors") == 0
            assert await connection.fetchval("SELECT count(*) FROM job_vectors") == 0
            await connection.execute("DELETE FROM candidates")
            await connection.execute("DELETE FROM jobs")
            await connection.execute("DELETE FROM finished")


async def test_an_older_word_does_not_replace_a_newer_one(matching: Matching) -> None:
    await matching.arrive(person(version=3))
    await matching.bring(person(version=3, vector=of_new(1, 0)))
    kept = await matching.bring(person(version=2, vector=of_new(0, 1)))
    assert kept.shown == Work([], [])
    again = await matching.bring(person(version=3, vector=of_new(1, 0)))
    assert [one.key for one in again.known.candidates] == [("demo", "c-1")]
    kept = await matching.bring(person(version=4, vector=of_new(1, 0)))
    assert (len(kept.shown.candidates), len(kept.known.candidates)) == (1, 0), "not stored at that version yet"


async def test_a_tombstone_that_lags_takes_nothing_from_who_came_back(matching: Matching) -> None:
    await matching.arrive(person(version=3))
    await matching.bring(person(version=2, alive=False, vector=None))
    assert await nearest(matching, "candidates", vector(1, 0, 0)) == ["demo/c-1"]


async def test_a_lost_index_holds_all_models_again(matching: Matching) -> None:
    people = [person(f"c-{n}") for n in range(7)]
    await matching.arrive(job(), *people)
    await matching.bring(*(replace(one, vector=of_new(1, n)) for n, one in enumerate(people)))
    index = FakeVectorIndex()
    await refill(matching.store, index, page=2)
    for side in SIDES:
        expected = await paged(matching.store.marks(side, 100), 100)
        assert await paged(index.marks(side, 100), 100) == expected
    assert len(await paged(index.marks("candidates", 100), 100)) == 14


async def test_people_of_one_tenant_stay_among_themselves(matching: Matching) -> None:
    await matching.arrive(person(), person("c-1", "second"))
    await matching.bring(person(vector=of_new(1, 0)), person("c-1", "second", vector=of_new(1, 0)))
    async with matching.database.transaction({"demo"}) as connection:
        assert [row[0] for row in await connection.fetch("SELECT tenant_id FROM candidate_vectors")] == ["demo"]
    async with matching.database.transaction() as connection:
        assert await connection.fetch("SELECT 1 FROM candidate_vectors") == []
