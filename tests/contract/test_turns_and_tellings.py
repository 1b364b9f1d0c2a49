"""Who holds what comes in, and who delivers, at the same moment: whatever waits has its turn."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from rematch_common.database import Database
from rematch_common.outbox import Outbox
from rematch_devstack.waiting import until
from rematch_notify.adapters.postgres_outgoing import PostgresOutgoing
from rematch_notify.domain.ends import Again, Sent
from rematch_notify.ports.outgoing import Room
from tests.contract.posting import HOUR, LEASE
from tests.contract.subscribing import Ledger, ledger_in, sealer, subscription, telling, word
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW, job_id

pytestmark = pytest.mark.stack
_WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'rematch-notify'"
# As whoever delivers says that there is nothing more, of what it can see.
_NOTHING_MORE = "UPDATE turns SET next_at = NULL WHERE subscription_id = $1"


@pytest.fixture
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    async with request.getfixturevalue("postgres").database("notify") as opened:
        yield opened


async def places(database: Database) -> tuple[Ledger, PostgresOutgoing]:
    sealing = await sealer()
    ledger = ledger_in(database, sealing)
    await ledger.subscriptions.create(subscription(), 10)
    return ledger, PostgresOutgoing(database, sealing, Outbox("notify", database, FakePublisher()))


async def test_what_comes_while_a_turn_is_said_to_be_the_last_has_one(database: Database) -> None:
    ledger, outgoing = await places(database)
    await ledger.tellings.hold([word(job_id(1), 1, telling(job_id(1)))])
    async with database.transaction(["demo"]) as delivering:
        await delivering.execute(_NOTHING_MORE, UUID(int=1))
        holding = asyncio.ensure_future(ledger.tellings.hold([word(job_id(2), 1, telling(job_id(2)))]))

        async def waits_or_is_done() -> bool:
            async with database.transaction() as looking:
                return holding.done() or bool(await looking.fetchval(_WAITS))

        async with asyncio.timeout(10):
            await until(waits_or_is_done)
    await holding
    [taken] = await outgoing.take(NOW, NOW + LEASE, Room(5, 5))
    assert len(taken.items) == 2


async def test_all_that_comes_while_messages_arrive_is_told(database: Database) -> None:
    ledger, outgoing = await places(database)

    async def comes() -> None:
        for number in range(150):
            await ledger.tellings.hold([word(job_id(number), 1, telling(job_id(number)))])

    async def goes() -> int:
        told = 0
        while told < 150:
            taken = await outgoing.take(NOW, NOW + LEASE, Room(5, 5))
            await outgoing.settle([(one, Sent()) for one in taken], NOW)
            told += sum(len(one.items) for one in taken)
            await asyncio.sleep(0)
        return told

    async with asyncio.timeout(60):
        _, told = await asyncio.gather(comes(), goes())
    assert told == 150
    assert await outgoing.take(NOW + HOUR, NOW + HOUR + LEASE, Room(5, 5)) == ()


async def test_what_is_withdrawn_while_its_message_waits_to_be_tried_again_is_not_sent(database: Database) -> None:
    ledger, outgoing = await places(database)
    await ledger.tellings.hold([word(job_id(n), 1, telling(job_id(n), score=80.0 + n)) for n in (1, 2)])
    [taken] = await outgoing.take(NOW, NOW + LEASE, Room(5, 5))
    await ledger.tellings.hold([word(job_id(1), 2)])
    await outgoing.settle([(taken, Again(NOW + HOUR, "nobody answers"))], NOW)
    assert {state for state, _ in (await ledger.states()).values()} == {"taken"}, "it was under way"
    await ledger.tellings.hold([word(job_id(1), 3)])
    [again] = await outgoing.take(NOW + HOUR, NOW + HOUR + LEASE, Room(5, 5))
    assert (again.message_id, len(again.items)) == (taken.message_id, 1)
    await outgoing.settle([(again, Sent())], NOW + HOUR)
    told = {key[2]: state for key, (state, _) in (await ledger.states()).items()}
    assert told == {job_id(1): "withdrawn", job_id(2): "told"}
    await ledger.tellings.hold([word(job_id(1), 4, telling(job_id(1), version=4))])
    assert len(await outgoing.take(NOW + 2 * HOUR, NOW + 2 * HOUR + LEASE, Room(5, 5))) == 1
