"""One suite for every ledger of what was told."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from rematch_notify.adapters.postgres_deliveries import PostgresDeliveries
from rematch_notify.ports.deliveries import Deliveries
from tests.fakes.notifying import FakeDeliveries
from tests.fakes.samples import found, updated, withdrawn

BOTH = ["fake", pytest.param("postgres", marks=pytest.mark.stack)]


@pytest.fixture(params=BOTH)
async def deliveries(request: pytest.FixtureRequest) -> AsyncIterator[Deliveries]:
    if request.param == "fake":
        yield FakeDeliveries()
        return
    async with request.getfixturevalue("postgres").database("notify") as database:
        yield PostgresDeliveries(database)


async def test_what_was_noted_is_told_and_the_rest_is_not(deliveries: Deliveries) -> None:
    matches = [found(), found("second"), found(name="c-2")]
    assert await deliveries.untold("log", matches) == matches
    await deliveries.note("log", matches[:2])
    assert await deliveries.untold("log", matches) == [matches[2]]


async def test_a_newer_version_is_news_and_an_older_one_is_not(deliveries: Deliveries) -> None:
    await deliveries.note("log", [updated()])
    assert await deliveries.untold("log", [found(), updated(), withdrawn()]) == [withdrawn()]


async def test_an_older_version_noted_late_makes_nothing_untold(deliveries: Deliveries) -> None:
    await deliveries.note("log", [updated()])
    await deliveries.note("log", [found()])
    assert await deliveries.untold("log", [updated()]) == []


async def test_channels_are_apart(deliveries: Deliveries) -> None:
    await deliveries.note("log", [found()])
    assert await deliveries.untold("web", [found()]) == [found()]


async def test_nothing_is_nothing(deliveries: Deliveries) -> None:
    assert await deliveries.untold("log", []) == []
    await deliveries.note("log", [])


async def test_two_that_note_at_once_agree(deliveries: Deliveries) -> None:
    matches = [found(name=f"c-{n}") for n in range(20)]
    await asyncio.gather(*(deliveries.note("log", order) for order in (matches, matches[::-1], matches)))
    assert await deliveries.untold("log", matches) == []
