"""Who says something of their own waits to be matched again, once, and no word is lost to whoever matches them now."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from rematch_common.contracts import MatchFeedback
from rematch_common.contracts.feedback import Action
from rematch_common.database import Database
from rematch_match.adapters.postgres_backlog import PostgresBacklog
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.tasting import look_again
from rematch_match.ports import Arrivals
from rematch_match.ports.backlog import Chunk
from tests.fakes.occasions import occasion
from tests.fakes.samples import NOW, job, job_id, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
ME, AWAY = ("demo", "c-1"), ("demo", "c-2")
ON = occasion(because="feedback")


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    async with postgres.database("match") as opened:
        people = [person(), person("c-2", alive=False, away_as="consent"), person("c-1", "second")]
        await PostgresStore(opened).write(Arrivals([job(number) for number in range(1, 6)], people))
        yield opened


def said(action: Action, number: int = 1, who: tuple[str, str] = ME, **fields: Any) -> MatchFeedback:
    of = {"tenant_id": who[0], "candidate_id": who[1], "job_id": job_id(number), "occurred_at": NOW}
    return MatchFeedback.model_validate(of | {"action": action, "actor": "candidate"} | fields)


async def react(database: Database, *records: MatchFeedback) -> None:
    await PostgresStore(database).react(records, ON)


async def waiting(database: Database) -> tuple[int, int]:
    """Places in the backlog, and requests that go on."""
    async with database.transaction(["demo", "second"]) as connection:
        rows = await connection.fetchval("SELECT count(*) FROM backlog")
        return rows, await connection.fetchval("SELECT count(*) FROM requests WHERE ended_at IS NULL AND total > 0")


async def claimed(database: Database) -> list[Chunk]:
    return await PostgresBacklog(database).claim(10, NOW)


async def test_they_are_matched_again_once_for_all_that_was_said_until_then(database: Database) -> None:
    await react(database, said("saved"), said("rejected", 2))
    for number in (3, 4, 5):
        await react(database, said("saved", number))
    assert await waiting(database) == (1, 1)
    (chunk,) = await claimed(database)
    assert (chunk.keys, chunk.trigger) == ([ME], "feedback")
    await PostgresBacklog(database).done(chunk, NOW)
    assert await waiting(database) == (0, 0)


async def test_a_word_while_they_are_being_matched_waits_for_the_next_time(database: Database) -> None:
    await react(database, said("saved"))
    (chunk,) = await claimed(database)
    await react(database, said("saved", 2))
    await PostgresBacklog(database).done(chunk, NOW)
    assert await waiting(database) == (1, 1)
    assert [one.keys for one in await claimed(database)] == [[ME]]


async def test_whoever_waits_is_not_claimed_while_their_next_word_is_being_written(database: Database) -> None:
    """Else they would be matched without it, and nobody would know."""
    await react(database, said("saved"))
    async with database.transaction(["demo"]) as connection:
        await look_again(connection, [said("saved", 2)], NOW)
        assert await asyncio.wait_for(claimed(database), 10) == []
    assert [one.keys for one in await claimed(database)] == [[ME]]
    assert await waiting(database) == (1, 1)


async def test_what_tells_nothing_of_their_taste_or_comes_again_asks_for_nothing(database: Database) -> None:
    await react(database, said("viewed"), said("rejected", actor="recruiter"), said("hired", 2, actor="system"))
    await react(database, said("saved", who=AWAY))
    assert await waiting(database) == (0, 0)
    await react(database, said("saved"), said("saved"))
    (chunk,) = await claimed(database)
    await PostgresBacklog(database).done(chunk, NOW)
    await react(database, said("saved"))
    assert await waiting(database) == (0, 0)


async def test_the_tenants_of_a_batch_each_have_their_own(database: Database) -> None:
    await react(database, said("saved"), said("saved", who=("second", "c-1")))
    assert await waiting(database) == (2, 2)
