"""Every match lies on one topic: where the tenant wants it, there and back."""

from collections.abc import AsyncIterator

import pytest

from rematch_match.ports.own_topics import Wish
from tests.contract.owning import Owning, in_memory, in_postgres
from tests.fakes.samples import NOW


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def owning(request: pytest.FixtureRequest) -> AsyncIterator[Owning]:
    if request.param == "fake":
        yield in_memory()
        return
    async with request.getfixturevalue("postgres").database("match") as database:
        yield in_postgres(database)


async def test_who_asks_for_nothing_is_left_alone(owning: Owning) -> None:
    await owning.tell(1, 1)
    await owning.choose(False)
    assert (list(await owning.topics.due()), set(await owning.topics.in_use())) == ([], set())
    assert await owning.lies() == {"matches": {1: 1}}


async def test_a_tenant_goes_to_its_own_topic_with_all_its_matches_and_back(owning: Owning) -> None:
    for number in (1, 2, 3):
        await owning.tell(number, 1)
    await owning.go(True)
    assert await owning.lies() == {"matches.demo": {1: 1, 2: 1, 3: 1}}
    await owning.tell(1, 2)
    await owning.tell(4, 1)
    assert await owning.lies() == {"matches.demo": {1: 2, 2: 1, 3: 1, 4: 1}}
    assert (list(await owning.topics.due()), set(await owning.topics.in_use())) == ([], {"demo"})
    await owning.go(False)
    assert await owning.lies() == {"matches": {1: 2, 2: 1, 3: 1, 4: 1}}
    assert (list(await owning.topics.due()), set(await owning.topics.in_use())) == ([], set())


async def test_there_and_back_again_and_again_before_anything_is_published(owning: Owning) -> None:
    await owning.tell(1, 1)
    for own in (True, False, True, False, True):
        await owning.go(own)
    assert await owning.lies() == {"matches.demo": {1: 1}}
    await owning.tell(1, 2)
    await owning.go(False)
    assert await owning.lies() == {"matches": {1: 2}}


async def test_what_is_told_between_the_switch_and_the_move_holds(owning: Owning) -> None:
    for number in (1, 2, 3):
        await owning.tell(number, 1)
    wish = await owning.switch(True)
    await owning.tell(1, 2)
    place = await owning.topics.move(wish, None, NOW)
    await owning.tell(3, 2)
    assert list(await owning.topics.due()) == [wish], "not to the end"
    await owning.move(wish, place)
    assert await owning.lies() == {"matches.demo": {1: 2, 2: 1, 3: 2}}


async def test_a_move_that_was_broken_off_is_begun_again(owning: Owning) -> None:
    for number in (1, 2, 3):
        await owning.tell(number, 1)
    wish = await owning.switch(True)
    await owning.topics.move(wish, None, NOW)
    assert set(await owning.topics.in_use()) == {"demo"}
    await owning.topics.switch(wish, NOW)
    await owning.move(wish)
    assert await owning.lies() == {"matches.demo": {1: 1, 2: 1, 3: 1}}
    assert list(await owning.topics.due()) == []


async def test_who_changes_its_mind_in_the_middle_finds_all_where_it_wants_it_last(owning: Owning) -> None:
    for number in (1, 2, 3):
        await owning.tell(number, 1)
    there = await owning.switch(True)
    place = await owning.topics.move(there, None, NOW)
    await owning.tell(3, 2)
    back = await owning.switch(False)
    await owning.tell(1, 2)
    assert await owning.topics.move(there, place, NOW) is None, "whoever was at it stops"
    assert list(await owning.topics.due()) == [back] == [Wish("demo", False)], "and has noted nothing"
    await owning.move(back)
    assert await owning.lies() == {"matches": {1: 2, 2: 1, 3: 2}}
