"""One suite for every store of openings, people and pairs."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from rematch_match.domain.facts import CandidateFacts
from rematch_match.domain.pairs import PairKey
from rematch_match.ports import Work
from tests.contract.stores import NOBODY, Subject
from tests.fakes.samples import gone, job, job_id, person

PAIR: PairKey = (("demo", "c-1"), job_id(1))


def names(people: Sequence[CandidateFacts]) -> list[str]:
    return [f"{c.key[0]}/{c.key[1]}" for c in people]


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
    assert [j.version for j in await subject.store.openings([job_id(1)])] == [3]
    assert [c.version for c in await subject.store.people([("demo", "c-1")])] == [3]


async def test_nothing_is_nothing(subject: Subject) -> None:
    assert await subject.write() == NOBODY
    assert await subject.store.people([]) == []
    assert await subject.store.openings([]) == []
    assert await subject.store.people_with([], 10) == []
    assert await subject.store.openings_with([frozenset()], 10) == [[]]
    assert await subject.store.pairs_of(NOBODY) == set()
    assert await subject.settle() == 0


async def test_people_are_found_by_their_skills_most_shared_first(subject: Subject) -> None:
    some, all_, other = frozenset({"sql"}), frozenset({"sql", "go"}), frozenset({"welding"})
    await subject.write(
        person("some", skills=some),
        person("all", "second", skills=all_),
        person("other", skills=other),
        person("away", skills=all_, alive=False, away_as="filter"),
    )
    both, weld, none = await subject.store.people_with([all_, other, frozenset({"rust"})], 10)
    assert (names(both), names(weld), none) == (["second/all", "demo/some"], ["demo/other"], [])
    (one,) = await subject.store.people_with([all_], 1)
    assert names(one) == ["second/all"]
    assert one[0].vector is None
    assert one[0].skills == all_


async def test_openings_are_found_by_their_skills_most_shared_first(subject: Subject) -> None:
    closed = gone(3, version=1, required=frozenset({"python"}))
    await subject.write(job(1), job(2, required=frozenset({"go"}), preferred=frozenset()), closed)
    both, none = await subject.store.openings_with([frozenset({"python", "go"}), frozenset({"rust"})], 10)
    assert [j.job_id for j in both] == [job_id(1), job_id(2)]
    assert none == []
    assert both[0].required == {"python", "sql"}
    assert both[0].preferred == {"go"}
    assert both[0].card == {"title": "Data Engineer", "company": "Nordlicht"}
    assert both[0].vector is None


async def test_only_who_can_be_matched_is_given_by_key(subject: Subject) -> None:
    await subject.write(person(), person("c-2", alive=False), person("c-1", "second"), job(), gone(2))
    found = await subject.store.people([("demo", "c-1"), ("demo", "c-2"), ("second", "c-1"), ("demo", "nobody")])
    assert sorted(names(found)) == ["demo/c-1", "second/c-1"]
    assert [j.job_id for j in await subject.store.openings([job_id(n) for n in (1, 2, 3)])] == [job_id(1)]


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


async def test_of_many_that_share_as_much_the_same_are_found_whatever_was_written_last(subject: Subject) -> None:
    people = [person(f"c-{n}", tenant) for n in range(8) for tenant in ("demo", "second")]
    jobs = [job(n) for n in range(16)]
    await subject.write(*people, *jobs)
    wanted = [frozenset({"python", "sql"})]
    (found,) = await subject.store.people_with(wanted, 5)
    (openings,) = await subject.store.openings_with(wanted, 5)
    assert {person.key[0] for person in found} == {"demo", "second"}, "no tenant comes before another"
    await subject.write(*(replace(c, version=2) for c in found[:2]), *(replace(j, version=2) for j in openings[:2]))
    (again,) = await subject.store.people_with(wanted, 5)
    assert [c.key for c in again] == [c.key for c in found]
    (openings_again,) = await subject.store.openings_with(wanted, 5)
    assert [j.job_id for j in openings_again] == [j.job_id for j in openings]
