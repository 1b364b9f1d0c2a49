"""One suite for every vector index."""

from typing import Any

from rematch_match.domain.facts import Vector, point_id
from rematch_match.ports import Query, VectorIndex, Where
from tests.contract.indexes import GO, QUIET, SQL, opening, somebody
from tests.contract.stores import paged
from tests.fakes.samples import job_id, vector

pytestmark = QUIET


async def nearest(index: VectorIndex, to: Vector, skills: frozenset[str] = SQL, limit: int = 10) -> list[str]:
    (found,) = await index.nearest("jobs", [Query(to, limit, Where(skills=skills))])
    return found


async def test_the_nearest_come_first_and_no_more_than_asked_for(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(0, 1)), opening(2, vector(1, 0)), opening(3, vector(1, 1))])
    assert await nearest(index, vector(1, 0.1)) == ["job-2", "job-3", "job-1"]
    assert await nearest(index, vector(1, 0.1), limit=1) == ["job-2"]


async def test_only_who_shares_a_skill_is_found(index: VectorIndex) -> None:
    await index.put(
        "jobs", [opening(1, vector(1, 0)), opening(2, vector(0, 1), GO), opening(3, vector(0, 1), SQL | GO)]
    )
    assert set(await nearest(index, vector(1, 0), GO)) == {"job-2", "job-3"}
    assert set(await nearest(index, vector(1, 0), SQL | GO)) == {"job-1", "job-2", "job-3"}
    assert await nearest(index, vector(1, 0), frozenset({"rust"})) == []


async def test_what_is_put_again_replaces_what_was_there(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(1, 0)), opening(2, vector(0, 1))])
    await index.put("jobs", [opening(1, vector(0, 1), GO)])
    assert await index.count("jobs") == 2
    assert await nearest(index, vector(1, 0)) == ["job-2"]
    assert await nearest(index, vector(1, 0), GO) == ["job-1"]


async def test_what_is_removed_is_found_no_more_and_removing_it_again_is_harmless(index: VectorIndex) -> None:
    await index.remove("jobs", [job_id(1)])
    await index.put("jobs", [opening(1, vector(1, 0)), opening(2, vector(0, 1))])
    for _ in range(2):
        await index.remove("jobs", [job_id(1), job_id(9)])
    assert await nearest(index, vector(1, 0)) == ["job-2"]
    assert await index.count("jobs") == 1


async def test_the_two_sides_are_apart(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(1, 0))])
    await index.put("candidates", [somebody("c-1", vector(1, 0)), somebody("c-1", vector(1, 0.1), tenant="second")])
    assert (await index.count("jobs"), await index.count("candidates")) == (1, 2)
    (found,) = await index.nearest("candidates", [Query(vector(1, 0), 10, Where(skills=SQL))])
    assert found == ["demo/c-1", "second/c-1"]
    await index.remove("jobs", [point_id(("demo", "c-1"))])
    assert await index.count("candidates") == 2


async def test_vectors_of_two_models_never_meet(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(1, 0)), opening(2, vector(1, 0, 0, model="m-2"))])
    assert await nearest(index, vector(1, 0)) == ["job-1"]
    assert await nearest(index, vector(1, 0, 0, model="m-2")) == ["job-2"]
    assert await nearest(index, vector(1, 0, model="m-3")) == []
    assert await index.count("jobs") == 2
    await index.remove("jobs", [job_id(1), job_id(2)])
    assert await index.count("jobs") == 0


async def test_vectors_of_one_model_and_two_lengths_never_meet(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(1, 0)), opening(2, vector(1, 0, 0))])
    assert await nearest(index, vector(1, 0)) == ["job-1"]
    assert await nearest(index, vector(1, 0, 0)) == ["job-2"]


async def test_of_many_that_are_alike_the_same_are_found_whatever_came_first(index: VectorIndex) -> None:
    alike = [opening(n, vector(1, 0)) for n in range(30)]
    await index.put("jobs", [opening(99, vector(1, 0.1)), *alike[20:], *alike[:20]])
    expected = [point.ref for point in sorted(alike, key=lambda point: point.id)]
    assert await nearest(index, vector(1, 0), limit=5) == expected[:5]
    await index.put("jobs", [alike[n] for n in (3, 29, 11)])
    assert await nearest(index, vector(1, 0), limit=5) == expected[:5]
    assert await nearest(index, vector(1, 0), limit=30) == expected
    assert (await nearest(index, vector(1, 0), limit=31))[30:] == ["job-99"]


async def test_it_says_what_is_there_in_which_version_and_space(index: VectorIndex) -> None:
    points = [opening(n, vector(1, n), version=n) for n in range(1, 6)] + [opening(1, vector(1, 0, 0, model="m-2"))]
    await index.put("jobs", points)
    await index.put("jobs", [opening(2, vector(1, 0), version=7)])
    await index.put("candidates", [somebody("c-1", vector(1, 0))])
    points[1] = opening(2, vector(1, 0), version=7)
    expected = sorted((point.mark for point in points), key=lambda mark: (mark.id, mark.space))
    for size in (1, 2, 5, 100):
        assert await paged(index.marks("jobs", size), size) == expected
    assert await paged(index.marks("candidates", 2), 2) == [somebody("c-1", vector(1, 0)).mark]
    found = await index.marks_of("jobs", [job_id(1), job_id(2), job_id(77)])
    assert set(found) == {points[0].mark, points[1].mark, points[-1].mark}


async def test_every_query_has_its_own_answer_in_order(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(1, 0)), opening(2, vector(0, 1))])
    queries = [
        Query(vector(0, 1), 1, Where(skills=SQL)),
        Query(vector(1, 0), 1, Where(skills=SQL)),
        Query(vector(1, 0), 1, Where(skills=GO)),
    ]
    assert await index.nearest("jobs", queries) == [["job-2"], ["job-1"], []]


async def test_nothing_is_nothing(index: VectorIndex) -> None:
    await index.put("jobs", [])
    await index.remove("jobs", [])
    assert await index.nearest("jobs", []) == []
    assert await paged(index.marks("jobs", 2), 2) == await index.marks_of("jobs", [job_id(1)]) == []
    assert await nearest(index, vector(1, 0)) == []
    assert await index.count("jobs") == 0


async def test_a_thousand_are_searched_as_exactly_as_three(index: VectorIndex) -> None:
    points: list[Any] = [opening(n, vector(1, n / 10)) for n in range(1_000)]
    for begin in range(0, 1_000, 250):
        await index.put("jobs", points[begin : begin + 250])
    assert await index.count("jobs") == 1_000
    assert (await nearest(index, vector(1, 0), limit=3)) == ["job-0", "job-1", "job-2"]
