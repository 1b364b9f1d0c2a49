"""Models and their switches: in memory, and over PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from rematch_match.adapters.postgres_learned import PostgresLearned
from rematch_match.domain.learned.card import Card, Data
from rematch_match.domain.learned.switching import Switch
from rematch_match.domain.learned.training import Taught
from rematch_match.domain.terms import Terms
from rematch_match.ports.learning import Models
from tests.fakes.learned import FakeModels
from tests.fakes.samples import NOW

DAY = timedelta(days=1)


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def models(request: pytest.FixtureRequest) -> AsyncIterator[Models]:
    if request.param == "fake":
        yield FakeModels()
        return
    async with request.getfixturevalue("postgres").database("match") as database:
        yield PostgresLearned(database, Terms())


def taught(digest: str, refused: str | None = None) -> Taught:
    data = Data(digest=digest, pairs=9, people=3, reactions=4, since=1.0, until=3.0, cut=2.0)
    return Taught(Card(data=data, refused=refused), "tree")


async def test_what_passed_is_in_force_and_what_did_not_is_kept(models: Models) -> None:
    assert await models.keep("demo", taught("a"), NOW, None) == 1
    assert await models.keep("demo", taught("b", "no better"), NOW + DAY, 1) == 2
    shelf = await models.shelf("demo")
    assert [(one.number, one.trained_at, one.card.data.digest) for one in shelf.models] == [
        (2, NOW + DAY, "b"),
        (1, NOW, "a"),
    ]
    assert shelf.switches == [Switch(1, "promoted", NOW)]


async def test_each_tenant_has_numbers_of_its_own(models: Models) -> None:
    assert await models.keep("demo", taught("a"), NOW, None) == 1
    assert await models.keep("second", taught("a", "no better"), NOW, None) == 1
    assert (await models.shelf("second")).switches == []
    assert (await models.shelf("third")).models == []


async def test_switches_stay_in_their_order(models: Models) -> None:
    await models.keep("demo", taught("a"), NOW, None)
    assert await models.switch("demo", Switch(None, "rolled_back", NOW), 1)
    assert await models.switch("demo", Switch(1, "quality_dropped", NOW), None)
    told = [(one.number, one.why) for one in (await models.shelf("demo")).switches]
    assert told == [(1, "promoted"), (None, "rolled_back"), (1, "quality_dropped")]


async def test_nothing_takes_the_place_of_what_is_no_longer_there(models: Models) -> None:
    await models.keep("demo", taught("a"), NOW, None)
    await models.switch("demo", Switch(None, "rolled_back", NOW), 1)
    assert not await models.switch("demo", Switch(None, "quality_dropped", NOW), 1)
    assert await models.keep("demo", taught("b"), NOW, 1) is None
    shelf = await models.shelf("demo")
    assert ([one.number for one in shelf.models], len(shelf.switches)) == ([1], 2)
