"""Every vector index looks among those only who are asked for."""

from itertools import product
from typing import Any

from rematch_match.ports import Query, VectorIndex, Where
from tests.contract.indexes import GO, QUIET, SQL, opening, somebody
from tests.fakes.samples import vector
from tests.fakes.vector_index import FakeVectorIndex

pytestmark = QUIET


async def test_who_asks_for_nothing_finds_all(index: VectorIndex) -> None:
    await index.put("jobs", [opening(1, vector(1, 0)), opening(2, vector(0, 1), frozenset()), opening(3, vector(1, 1))])
    (found,) = await index.nearest("jobs", [Query(vector(1, 0.1), 10)])
    assert found == ["job-1", "job-3", "job-2"]


async def test_a_tenant_finds_nobody_of_another(index: VectorIndex) -> None:
    people = [somebody(f"c-{n}", vector(1, n), tenant) for n in range(3) for tenant in ("demo", "second")]
    await index.put("candidates", people)
    for tenant in ("demo", "second"):
        (found,) = await index.nearest("candidates", [Query(vector(1, 0), 10, Where(tenant=tenant))])
        assert found == [f"{tenant}/c-{n}" for n in range(3)]
    assert await index.nearest("candidates", [Query(vector(1, 0), 10, Where(tenant="third"))]) == [[]]


async def test_whoever_is_in_no_category_is_found_in_every_one(index: VectorIndex) -> None:
    categories = (frozenset({"care"}), frozenset({"care", "office"}), frozenset({"building"}), frozenset[str]())
    await index.put("jobs", [opening(n, vector(1, n), categories=of) for n, of in enumerate(categories)])

    async def found(*sought: str) -> list[str]:
        (refs,) = await index.nearest("jobs", [Query(vector(1, 0), 10, Where(categories=frozenset(sought)))])
        return refs

    assert await found("care") == ["job-0", "job-1", "job-3"]
    assert await found("office", "building") == ["job-1", "job-2", "job-3"]
    assert await found("law") == ["job-3"]
    assert await found() == ["job-0", "job-1", "job-2", "job-3"]


async def test_openings_of_a_day_and_later_are_found_and_none_without_a_day(index: VectorIndex) -> None:
    days = (20_000, 20_001, 20_002, None)
    await index.put("jobs", [opening(n, vector(1, n), posted_day=day) for n, day in enumerate(days)])
    for since, expected in ((19_999, 3), (20_000, 3), (20_001, 2), (20_002, 1), (20_003, 0)):
        (found,) = await index.nearest("jobs", [Query(vector(1, 0), 10, Where(posted_since=since))])
        assert found == [f"job-{n}" for n in range(3)][3 - expected :]


async def test_what_is_put_again_is_found_by_what_it_is_now(index: VectorIndex) -> None:
    before: dict[str, Any] = {"categories": frozenset({"care"}), "posted_day": 20_000, "tenant": "demo"}
    await index.put("jobs", [opening(1, vector(1, 0), **before)])
    await index.put("jobs", [opening(1, vector(1, 0), GO, 2)])
    old = [Where(tenant="demo"), Where(skills=SQL), Where(posted_since=20_000)]
    now = [Where(skills=GO), Where(categories=frozenset({"law"}))]
    found = await index.nearest("jobs", [Query(vector(1, 0), 10, where) for where in [*old, *now]])
    assert found == [[], [], [], ["job-1"], ["job-1"]]


TENANTS = (None, "demo", "second")
SKILLS = (frozenset[str](), SQL, SQL | GO)
CATEGORIES = (frozenset[str](), frozenset({"care"}), frozenset({"care", "law"}))
DAYS = (None, 20_001, 20_003)


async def test_all_that_is_asked_for_holds_at_once(index: VectorIndex) -> None:
    told = FakeVectorIndex()
    points = [
        somebody(f"c-{n}", vector(1, n / 7), tenant, skills=skills, categories=categories, posted_day=day)
        for n, (tenant, skills, categories, day) in enumerate(
            product(
                ("demo", "second"), (frozenset(), SQL, GO), (frozenset(), {"care"}, {"office"}), (None, 20_001, 20_002)
            )
        )
    ]
    wheres = [Where(*asked) for asked in product(TENANTS, SKILLS, CATEGORIES, DAYS)]
    queries = [Query(vector(1, 0.53), 20, where) for where in wheres]
    for each in (index, told):
        await each.put("candidates", points)
    expected = await told.nearest("candidates", queries)
    assert await index.nearest("candidates", queries) == expected
    assert {len(found) for found in expected} >= {0, 4, 20}
