"""One suite for every store of openings, people and pairs."""

import asyncio

from rematch_match.domain.pairs import PairKey
from rematch_match.ports import Work
from tests.contract.stores import NOBODY, Subject
from tests.fakes.samples import gone, job, job_id, person

PAIR: PairKey = (("demo", "c-1"), job_id(1))


KEY = f"demo/c-1/{job_id(1)}"


async def test_what_is_news_is_work_until_it_is_finished(subject: Subject) -> None:
    work = await subject.write(job(), person())
    assert ([j.version for j in work.jobs], [c.version for c in work.candidates]) == ([1], [1])
    again = await subject.write(job(), person())
    assert len(again.jobs) == len(again.candidates) == 1, "written and never finished: it is done again"
    await subject.settle(work=work)
    done = await subject.write(job(), person())
    assert (list(done.jobs), list(done.candidates)) == ([], [])
    newer = await subject.write(job(version=2), person(version=2))
    assert len(newer.jobs) == len(newer.candidates) == 1


async def test_an_older_version_changes_nothing_and_is_no_work(subject: Subject) -> None:
    await subject.write(job(version=3), person(version=3))
    older = await subject.write(gone(version=2), person(version=2, alive=False, away_as="erased"))
    assert (list(older.jobs), list(older.candidates)) == ([], [])
    assert await subject.directory.opening_versions([job_id(1)]) == {job_id(1): 3}
    assert [one.version for one in await subject.directory.people([("demo", "c-1")])] == [3]


async def test_nothing_is_nothing(subject: Subject) -> None:
    assert await subject.write() == NOBODY
    assert await subject.store.pairs_of(NOBODY) == set()
    assert await subject.settle() == 0


async def test_a_pair_is_told_once_and_in_force_until_it_is_withdrawn(subject: Subject) -> None:
    work = await subject.write(job(), person())
    assert await subject.settle(PAIR, work=work) == 1
    assert await subject.settle(PAIR) == 0
    for side in (Work([job()], []), Work([], [person()])):
        assert await subject.store.pairs_of(side) == {PAIR}
    assert await subject.store.pairs_of(Work([job(2)], [person("c-2"), person("c-1", "second")])) == set()
    await subject.write(gone())
    assert await subject.settle(PAIR) == 1
    assert await subject.store.pairs_of(Work([job()], [person()])) == set()
    await subject.write(job(version=3))
    assert await subject.settle(PAIR) == 1
    assert await subject.told() == [(KEY, 1), (KEY, 2), (KEY, 3)]


async def test_a_pair_is_scored_with_what_holds_when_it_is_settled(subject: Subject) -> None:
    await subject.write(job(), person())
    await subject.write(person(version=2, skills=frozenset({"welding"})))
    assert await subject.settle(PAIR) == 0
    assert await subject.told() == []


async def test_who_is_not_known_makes_no_pair(subject: Subject) -> None:
    await subject.write(job())
    assert await subject.settle(PAIR, (("second", "c-1"), job_id(2))) == 0


async def test_two_that_settle_the_same_pair_at_once_tell_it_once(subject: Subject) -> None:
    await subject.write(job(), *(person(f"c-{n}") for n in range(20)))
    pairs = [(("demo", f"c-{n}"), job_id(1)) for n in range(20)]
    await asyncio.gather(*(subject.settle(*pairs) for _ in range(4)))
    assert [version for _, version in await subject.told()] == [1] * 20


async def test_a_withdrawal_and_a_find_that_meet_leave_no_ghost(subject: Subject) -> None:
    await subject.write(job(), *(person(f"c-{n}") for n in range(10)))
    pairs = [(("demo", f"c-{n}"), job_id(1)) for n in range(10)]

    async def close() -> None:
        work = await subject.write(gone())
        await subject.settle(*await subject.store.pairs_of(work), work=work)

    await asyncio.gather(subject.settle(*pairs), close(), subject.settle(*pairs))
    assert await subject.store.pairs_of(Work([job()], [])) == set()
