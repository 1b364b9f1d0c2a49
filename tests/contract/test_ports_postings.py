"""One suite for every memory of what was taken in, and one for every store of answers under idempotency keys."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from rematch_common.contracts import RAW_JOBS
from rematch_common.database import Database
from rematch_common.outbox import Outbox
from rematch_common.records import Outgoing
from rematch_ingest.adapters.postgres_held import PostgresHeld
from rematch_ingest.adapters.postgres_outcomes import PostgresOutcomes
from rematch_ingest.adapters.postgres_replies import PostgresReplies
from rematch_ingest.domain.fates import Decision, Fate, Receipt
from rematch_ingest.domain.ids import IngestId
from rematch_ingest.ports.outcomes import Outcomes
from rematch_ingest.ports.replies import Busy, Replies, Reply
from tests.fakes.postings import FakeOutcomes, FakeReplies
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW
from tests.servers import Postgres

BOTH = ["fake", pytest.param("postgres", marks=pytest.mark.stack)]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINE, THEIRS = UUID(int=1), UUID(int=2)
REPLY = Reply(b"x" * 32, 202, "application/json", b'{"accepted":1}')


@pytest.fixture(params=BOTH)
async def outcomes(request: pytest.FixtureRequest) -> AsyncIterator[Outcomes]:
    if request.param == "fake":
        yield FakeOutcomes()
        return
    async with request.getfixturevalue("postgres").database("ingest") as database:
        yield PostgresOutcomes(database)


@pytest.fixture(params=BOTH)
async def replies(request: pytest.FixtureRequest) -> AsyncIterator[Replies]:
    if request.param == "fake":
        yield FakeReplies()
        return
    async with request.getfixturevalue("postgres").database("ingest") as database:
        await _key(database)
        yield PostgresReplies(database)


async def _key(database: Database) -> None:
    """Whoever sends something has a key."""
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO access_keys (key_id, tenant_id, scopes, sha256, created_at) "
            "VALUES ('k', 'demo', '{}', '', $1)",
            NOW,
        )


def decision(place: int = 0, receipt: UUID = MINE, **told: Any) -> Decision:
    return Decision(**{"id": IngestId(receipt, place), "outcome": "new_opening", "decided_at": NOW, **told})


async def opened(outcomes: Outcomes) -> None:
    await outcomes.open(Receipt(MINE, "demo", 3, NOW))
    await outcomes.open(Receipt(THEIRS, "second", 1, NOW))


async def test_a_posting_is_queued_until_it_is_decided(outcomes: Outcomes) -> None:
    await opened(outcomes)
    assert await outcomes.find(IngestId(MINE, 2), "demo") == Fate(NOW, None)
    said = decision(2, outcome="ad_of_opening", job_id=UUID(int=9), stage="text", evidence='{"like":"a:b"}')
    await outcomes.note([said])
    assert await outcomes.find(IngestId(MINE, 2), "demo") == Fate(NOW, said)
    assert await outcomes.find(IngestId(MINE, 1), "demo") == Fate(NOW, None)


async def test_what_is_not_known_or_another_tenants_is_not_found(outcomes: Outcomes) -> None:
    await opened(outcomes)
    await outcomes.note([decision(0), decision(0, THEIRS)])
    for id_ in (IngestId(MINE, 3), IngestId(UUID(int=3), 0), IngestId(THEIRS, 0)):
        assert await outcomes.find(id_, "demo") is None
    assert await outcomes.find(IngestId(THEIRS, 0), None) == Fate(NOW, decision(0, THEIRS))


async def test_the_first_word_stays_and_a_rejection_gives_way(outcomes: Outcomes) -> None:
    await opened(outcomes)
    await outcomes.note([decision(0), decision(1, outcome="rejected", reason="schema", detail="no title")])
    await outcomes.note([decision(0, outcome="refreshed"), decision(1, outcome="rejected", reason="later")])
    first, second = [await outcomes.find(IngestId(MINE, place), "demo") for place in (0, 1)]
    assert first == Fate(NOW, decision(0))
    assert second is not None
    assert second.decision is not None
    assert second.decision.reason == "schema"
    await outcomes.note([decision(1, outcome="updated")])
    assert await outcomes.find(IngestId(MINE, 1), "demo") == Fate(NOW, decision(1, outcome="updated"))


async def test_what_is_said_of_nobodys_posting_is_passed_over(outcomes: Outcomes) -> None:
    await outcomes.note([decision(0)])
    await opened(outcomes)
    assert await outcomes.find(IngestId(MINE, 0), "demo") == Fate(NOW, None)


async def test_what_is_old_is_forgotten(outcomes: Outcomes) -> None:
    await opened(outcomes)
    await outcomes.open(Receipt(UUID(int=3), "demo", 1, NOW + DAY))
    await outcomes.note([decision(0)])
    assert await outcomes.prune(NOW + HOUR) == 2
    assert await outcomes.find(IngestId(MINE, 0), "demo") is None
    assert await outcomes.find(IngestId(UUID(int=3), 0), "demo") == Fate(NOW + DAY, None)


async def test_an_answer_is_given_again_for_a_day(replies: Replies) -> None:
    assert await replies.claim("demo", "k-1", NOW) is None
    await replies.keep("demo", "k-1", REPLY)
    assert await replies.claim("demo", "k-1", NOW + 23 * HOUR) == REPLY
    assert await replies.claim("second", "k-1", NOW) is None, "another tenant's key of the same name"
    assert await replies.claim("demo", "k-1", NOW + 25 * HOUR) is None


async def test_one_at_a_time_works_on_a_key(replies: Replies) -> None:
    assert await replies.claim("demo", "k-1", NOW) is None
    with pytest.raises(Busy):
        await replies.claim("demo", "k-1", NOW)
    await replies.release("demo", "k-1")
    assert await replies.claim("demo", "k-1", NOW) is None
    # Whoever claimed it and said nothing for so long has died.
    assert await replies.claim("demo", "k-1", NOW + timedelta(minutes=6)) is None


async def test_an_answer_is_not_released_and_an_old_one_is_forgotten(replies: Replies) -> None:
    await replies.claim("demo", "k-1", NOW)
    await replies.keep("demo", "k-1", REPLY)
    await replies.release("demo", "k-1")
    assert await replies.claim("demo", "k-1", NOW) == REPLY
    await replies.prune(NOW)
    assert await replies.claim("demo", "k-1", NOW) == REPLY
    await replies.prune(NOW + HOUR)
    assert await replies.claim("demo", "k-1", NOW) is None


@pytest.mark.stack
async def test_what_is_held_leaves_as_it_was_once(postgres: Postgres) -> None:
    records = [Outgoing(RAW_JOBS.name, b"board:1", b'{"n":%d}' % n, (("ce_id", b"x"),)) for n in range(3)]
    async with postgres.database("ingest") as database:
        held, broker = PostgresHeld(database), FakePublisher()
        await held.keep(records)
        await held.keep(records[:1])
        await Outbox("ingest", database, broker).drain()
        await Outbox("ingest", database, broker).drain()
    sent = broker.of(RAW_JOBS.name)
    assert [(record.key, record.value, record.headers) for record in sent] == [
        (record.key, record.value, record.headers) for record in records
    ]
