"""One suite for every place where protected attributes are kept."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from rematch_devstack.fairness.categories import Attributes
from rematch_devstack.fairness.importing import Kept
from rematch_devstack.fairness.store import Source, Store
from tests.fakes.attributes import FakeKept
from tests.fakes.samples import NOW

JANE, JOHN, EVE = ("demo", "c-1"), ("demo", "c-2"), ("second", "c-1")
FEMALE, MALE = Attributes("female", "asian"), Attributes("male", None)
DAY = timedelta(days=1)
TENANTS = ("demo", "second")


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def kept(request: pytest.FixtureRequest) -> AsyncIterator[Kept]:
    if request.param == "fake":
        yield FakeKept()
        return
    async with request.getfixturevalue("postgres").database("fairness") as database:
        yield Store(database)


async def told(kept: Kept) -> dict[tuple[str, str], Attributes]:
    return kept.told if isinstance(kept, FakeKept) else (await kept.all(TENANTS))[0]  # type: ignore[attr-defined]


async def test_the_newest_word_counts_and_no_word_takes_it_out(kept: Kept) -> None:
    await kept.put({JANE: FEMALE, JOHN: MALE, EVE: FEMALE}, "survey", NOW)
    assert await told(kept) == {JANE: FEMALE, JOHN: MALE, EVE: FEMALE}
    await kept.put({JANE: Attributes(None, "white"), JOHN: Attributes()}, "another", NOW + DAY)
    assert await told(kept) == {JANE: Attributes(None, "white"), EVE: FEMALE}
    await kept.put({}, "none", NOW)
    assert len(await told(kept)) == 2


async def test_what_is_taken_out_is_counted_and_others_stay(kept: Kept) -> None:
    await kept.put({JANE: FEMALE, JOHN: MALE, EVE: FEMALE}, "survey", NOW)
    assert await kept.take_out({JANE, ("demo", "nobody")}) == 1
    assert await kept.take_out([]) == 0
    assert await told(kept) == {JOHN: MALE, EVE: FEMALE}


@pytest.mark.stack
async def test_where_it_comes_from_and_of_one_tenant_alone(request: pytest.FixtureRequest) -> None:
    async with request.getfixturevalue("postgres").database("fairness") as database:
        store = Store(database)
        await store.put({JANE: FEMALE}, "survey", NOW)
        await store.put({JOHN: MALE}, "survey", NOW + DAY)
        await store.put({EVE: FEMALE}, "theirs", NOW)
        people, sources = await store.all(["demo"])
        assert set(people) == {JANE, JOHN}
        assert sources == [Source("survey", 2, NOW, NOW + DAY)]
        assert await store.all([]) == ({}, [])
