"""One suite for every directory of who is there: whom it finds."""

from dataclasses import replace
from datetime import timedelta

from rematch_match.domain.asks import Asks, Brings
from rematch_match.domain.census import FLOOR
from tests.contract.seeking import seek, seek_openings, skilled
from tests.contract.stores import Subject
from tests.fakes.samples import NOW, gone, job, job_id, person


async def test_where_nobody_is_nobody_is_found(subject: Subject) -> None:
    directory = subject.directory
    assert not await directory.tenants()
    assert not await directory.people([])
    assert not await directory.openings([])
    assert await directory.people_with([]) == await directory.everyone([]) == []
    assert await directory.people_with([seek(), seek(skills={})]) == await directory.everyone([seek()] * 2) == [{}, {}]
    assert (await directory.written((await directory.written(None))[1]))[0] == []
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
    those = await subject.directory.people([("demo", "c-9"), ("demo", "c-2"), ("x", "y"), ("demo", "c-0")])
    assert {one.key[1]: one.version for one in those} == {"c-0": 1, "c-2": 3}


async def test_whoever_was_written_since_is_told_whatever_was_written(subject: Subject) -> None:
    await subject.write(person("c-0"), person("c-1"), person("c-2"))
    nobody, since = await subject.directory.written(None)
    assert not nobody
    await subject.write(person("c-1", version=2), person("c-2", version=2, alive=False), person("c-3"))
    later, again = await subject.directory.written(since)
    assert {("demo", name) for name in ("c-1", "c-2", "c-3")} <= set(later)
    await subject.write(skilled("c-0", "rust", reading=2))
    assert ("demo", "c-0") in (await subject.directory.written(again))[0], "the same version, read in other words"


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


async def test_where_more_ask_for_a_skill_than_are_read_the_newest_are(subject: Subject) -> None:
    await subject.write(*(job(n, asks=Asks(posted_at=NOW - timedelta(days=20 - n))) for n in range(1, 7)))
    found = await subject.directory.openings_with(seek_openings(most=2, reads=2))
    assert list(found) == [job_id(6), job_id(5)]


async def test_the_census_counts_who_is_alive_and_skills_that_are_common(subject: Subject) -> None:
    common = [skilled(f"c-{n}", "python", *(["go"] if n < FLOOR else [])) for n in range(FLOOR + 1)]
    await subject.write(*common, skilled("c-x", "sql", tenant="second"), person("c-y", "third", alive=False))
    await subject.write(*(job(n, required=frozenset({"go"}), preferred=frozenset()) for n in range(FLOOR + 2)))
    await subject.write(job(99), gone(0))
    census = await subject.directory.census()
    assert census.people == {"demo": FLOOR + 1, "second": 1}
    assert census.having == {"demo": {"python": FLOOR + 1}}
    assert census.asking == {"go": FLOOR + 2}
