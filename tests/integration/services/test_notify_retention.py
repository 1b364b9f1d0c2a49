"""What notify keeps no longer than it has to."""

from datetime import timedelta
from uuid import UUID

import pytest

from rematch_common.clock import utc_now
from rematch_notify.adapters.postgres_retention import PostgresRetention
from tests.contract.subscribing import ledger_in, sealer, subscription, telling, word
from tests.fakes.samples import job_id
from tests.servers import Postgres

pytestmark = pytest.mark.stack
_MESSAGE = """
INSERT INTO messages (tenant_id, message_id, subscription_id, next_at, state, first_at, sent_at)
VALUES ('demo', $1, $2, $3, $4, $3, $5)
"""


async def test_old_messages_and_what_was_withdrawn_go_and_what_was_told_or_waits_stays(postgres: Postgres) -> None:
    now = utc_now()
    old, later = now - timedelta(days=40), now + timedelta(days=1)
    async with postgres.database("notify") as database:
        ledger = ledger_in(database, await sealer())
        await ledger.subscriptions.create(subscription(), 10)
        await ledger.tellings.hold([word(job_id(n), 1, telling(job_id(n))) for n in (1, 2, 3)])
        await ledger.tellings.hold([word(job_id(1), 2)])
        await ledger.settle(job_id(2), "told")
        async with database.transaction(["demo"]) as connection:
            for number, state, sent in [(1, "sent", old), (2, "sent", now), (3, "sending", None)]:
                await connection.execute(_MESSAGE, UUID(int=number), UUID(int=1), old, state, sent)
        retention = PostgresRetention(database)
        await retention.prune(now - timedelta(days=30))
        async with database.transaction(["demo"]) as connection:
            left = await connection.fetch("SELECT message_id FROM messages")
        assert {row["message_id"].int for row in left} == {2, 3}
        assert len(await ledger.states()) == 3, "nothing of the ledger is old yet"
        await retention.prune(later)
        assert {key[2]: state for key, (state, _) in (await ledger.states()).items()} == {
            job_id(2): "told",
            job_id(3): "waiting",
        }
