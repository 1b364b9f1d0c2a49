"""A tenant's people may want so many different roles: what is beyond is not searched for, and operators are told."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from rematch_common.database import Database
from tests.contract.queues import Scraped, in_postgres, wanting
from tests.fakes.samples import NOW
from tests.servers import Postgres

pytestmark = pytest.mark.stack
FULL = ("scrape_roles_full", "demo", False)


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    async with postgres.database("ingest") as database:
        yield database


@pytest.fixture
async def scraped(database: Database) -> AsyncIterator[Scraped]:
    async with in_postgres(database, most_roles=2) as subject:
        yield subject


async def queued(scraped: Scraped) -> set[str]:
    found = set()
    for number in range(9):
        if given := await scraped.queue.next(f"k-{number}", NOW):
            found.add(given.entry.role)
    return found


async def test_what_is_beyond_is_left_out_and_told_once(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker", "Glass Whisperer", "Moon Sweeper"))
    await scraped.note(wanting("Cloud Tickler", who="c-2"))
    await scraped.note(wanting("Baker", who="c-3"))
    assert await scraped.alerts() == [FULL]
    assert await queued(scraped) == {"baker", "glass_whisperer"}


async def test_another_tenant_has_its_own_room(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker", "Glass Whisperer"))
    await scraped.note(wanting("Moon Sweeper", tenant="second"))
    assert await scraped.alerts() == []
    assert await queued(scraped) == {"baker", "glass_whisperer", "moon_sweeper"}


async def test_a_role_that_nobody_wants_any_more_makes_room(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker", "Glass Whisperer", "Moon Sweeper"))
    await scraped.note(wanting("Baker"))
    await scraped.note(wanting("Moon Sweeper", who="c-2"))
    assert await scraped.alerts() == [FULL, ("scrape_roles_full", "demo", True)]
    assert await queued(scraped) == {"baker", "moon_sweeper"}


async def test_many_at_once_find_the_last_room_once(scraped: Scraped) -> None:
    people = [wanting(f"Moon Sweeper {letter}", who=f"c-{letter}") for letter in "abcdefgh"]
    await asyncio.gather(*(scraped.note(person) for person in people))
    assert len(await queued(scraped)) == 2
