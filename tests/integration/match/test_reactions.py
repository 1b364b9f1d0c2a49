"""A reaction is taken in by the API, which stores and tells it, and comes again by the topic: it counts once."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from rematch_common.contracts import MatchFeedback
from rematch_common.contracts.feedback import Action
from rematch_common.database import Database
from rematch_match.adapters.postgres_register import PostgresReactions
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.pairs import PairKey, Scored
from rematch_match.ports import Arrivals
from tests.fakes.occasions import set_occasion, worth
from tests.fakes.samples import NOW, job_id, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
PAIR: PairKey = (("demo", "c-1"), job_id(1))
ON = set_occasion(1, because="feedback")


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    """With a match, and an opening that waits."""
    async with postgres.database("match") as opened:
        jobs = [worth(1, 80), worth(2, 70)]
        work = await PostgresStore(opened).write(Arrivals(jobs, [person()]))
        scored = [Scored.unseen((PAIR[0], job.job_id)) for job in jobs]
        await PostgresStore(opened).settle(scored, work, ON)
        yield opened


def said(action: Action, minute: int) -> MatchFeedback:
    return MatchFeedback(
        tenant_id="demo",
        candidate_id="c-1",
        job_id=job_id(1),
        action=action,
        actor="candidate",
        occurred_at=NOW + timedelta(minutes=minute),
    )


async def take_in(database: Database, record: MatchFeedback) -> None:
    """As the API does; that the consumer of the topic hears it too changes nothing more."""
    store = PostgresStore(database)
    assert await PostgresReactions(store).say(record, ON)
    assert await store.react([record], ON) == 0


async def stored(database: Database) -> tuple[str, list[tuple[str, bool]]]:
    """The reaction to the match, and of both pairs whether they are in force."""
    async with database.transaction(["demo"]) as connection:
        status = await connection.fetchval("SELECT status FROM reactions WHERE job_id = $1", job_id(1))
        pairs = await connection.fetch("SELECT body::json -> 'job' ->> 'title' AS t, state, job_id FROM matches")
    states = {row["job_id"]: row["state"] == "active" for row in pairs}
    return status, [("J1", states[job_id(1)]), ("J2", states[job_id(2)])]


async def test_a_no_withdraws_at_once_and_counts_once(database: Database) -> None:
    await take_in(database, said("rejected", 1))
    assert await stored(database) == ("rejected", [("J1", False), ("J2", True)])
    await take_in(database, said("viewed", 2))
    assert await stored(database) == ("rejected", [("J1", False), ("J2", True)])
    await take_in(database, said("applied", 3))
    assert await stored(database) == ("applied", [("J1", True), ("J2", False)]), (
        "second thoughts: it has its place again"
    )
    async with database.transaction(["demo"]) as connection:
        assert await connection.fetchval("SELECT count(*) FROM feedback") == 3


async def test_a_no_that_only_the_topic_brings_withdraws_too(database: Database) -> None:
    assert await PostgresStore(database).react([said("rejected", 1)], ON) == 2
    assert await stored(database) == ("rejected", [("J1", False), ("J2", True)])
