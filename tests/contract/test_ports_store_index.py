"""What every store says of who belongs in the vector index."""

import numpy as np

from rematch_match.domain.facts import point_id
from rematch_match.ports import Side
from tests.contract.stores import Subject, paged
from tests.fakes.samples import gone, job, job_id, person

SIDES: tuple[Side, ...] = ("jobs", "candidates")


async def test_of_nobody_nothing_is_told(subject: Subject) -> None:
    for side in SIDES:
        assert await paged(subject.store.marks(side, 2), 2) == await subject.store.marks_of(side, []) == []
        assert await subject.store.points(side, []) == []


async def test_the_index_is_filled_with_who_can_be_matched(subject: Subject) -> None:
    out, away = gone(2), person("c-3", alive=False)
    await subject.write(job(), out, job(3, vector=None), person(version=4), person("c-2", "second"), away)
    refs = [str(job_id(n)) for n in (1, 2, 3, 4)]
    (opening,) = await subject.store.points("jobs", refs)
    assert (opening.id, opening.ref, opening.tenant, opening.version) == (job_id(1), str(job_id(1)), None, 1)
    assert opening.skills == {"python", "sql", "go"}
    assert (
        await subject.store.marks_of("jobs", refs) == await paged(subject.store.marks("jobs", 2), 2) == [opening.mark]
    )
    refs = ["demo/c-1", "demo/c-2", "demo/c-3", "second/c-2"]
    people = {point.ref: point for point in await subject.store.points("candidates", refs)}
    assert people.keys() == {"demo/c-1", "second/c-2"}
    point = people["second/c-2"]
    assert (point.id, point.tenant, point.vector.model) == (point_id(("second", "c-2")), "second", "m-1")
    assert np.array_equal(point.vector.values, np.array([1, 0, 0], dtype="<f4"))
    expected = {point.mark for point in people.values()}
    assert {mark.version for mark in expected} == {1, 4}
    assert set(await subject.store.marks_of("candidates", refs)) == expected
    assert set(await paged(subject.store.marks("candidates", 2), 2)) == expected


async def test_what_belongs_in_the_index_is_told_in_pages(subject: Subject) -> None:
    people = [person(f"c-{n}", tenant) for n in range(4) for tenant in ("demo", "second")]
    await subject.write(*people, *(job(n) for n in range(5)))
    found = await paged(subject.store.marks("candidates", 3), 3)
    assert sorted(mark.ref for mark in found) == sorted("/".join(one.key) for one in people)
    assert len(await paged(subject.store.marks("jobs", 5), 5)) == 5
