"""A stale record that a paused process writes late does not stay the last word."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from rematch_common.database import Database
from rematch_common.kafka import KafkaPublisher
from rematch_common.outbox import Outbox, write
from rematch_common.reconcile import Reconciler
from rematch_common.records import Outgoing
from rematch_devstack.waiting import until as ask_until
from tests.integration.common.topics import (
    content,
    event,
    fresh_topic,
    last_is,
    publisher,
    running,
    until_there,
    versions,
)
from tests.servers import Postgres

pytestmark = pytest.mark.stack


async def enough_scanned(database: Database, topic: str, records: int) -> bool:
    async with database.transaction() as connection:
        scanned = await connection.fetchval("SELECT sum(next_offset) FROM outbox_scans WHERE topic = $1", topic)
    return (scanned or 0) >= records


async def until_scanned(database: Database, topic: str, records: int) -> None:
    async with asyncio.timeout(60):
        await ask_until(lambda: enough_scanned(database, topic, records))


@contextlib.asynccontextmanager
async def written(postgres: Postgres, kafka: str) -> AsyncIterator[tuple[str, Database, KafkaPublisher, Reconciler]]:
    """A topic with versions 1 and 2 of two keys, published through an outbox."""
    topic = (await fresh_topic(kafka)).name
    async with postgres.database("match") as database, publisher(kafka) as started:
        outbox = Outbox("test", database, started)
        async with database.transaction() as connection:
            await write(connection, [event(topic, key, version) for version in (1, 2) for key in ("a", "b")])
        await outbox.drain()
        yield topic, database, started, Reconciler(topic, database, outbox, kafka)


async def test_the_reconciler_publishes_the_newest_again_behind_a_stale_one(postgres: Postgres, kafka: str) -> None:
    async with written(postgres, kafka) as (topic, database, started, reconciler):
        await started.publish([event(topic, "a", 1).outgoing])
        async with running(reconciler.run):
            found = await until_there(kafka, topic, last_is("a", 2))
            await until_scanned(database, topic, len(found))
            assert versions(found) == {"a": [1, 2, 1, 2], "b": [1, 2]}
            # Once more, now that it follows; and what it publishes itself it leaves alone.
            await started.publish([event(topic, "b", 1).outgoing])
            found = await until_there(kafka, topic, lambda records: len(records) == 8)
            await until_scanned(database, topic, 8)
    assert versions(await content(kafka, topic)) == {"a": [1, 2, 1, 2], "b": [1, 2, 1, 2]}


async def test_the_reconciler_leaves_alone_what_is_right_and_what_is_not_ours(postgres: Postgres, kafka: str) -> None:
    async with written(postgres, kafka) as (topic, database, started, reconciler):
        strangers = [Outgoing(topic, key, b"{}") for key in (b"\xff\x00", b"stranger", b"")]
        await started.publish([event(topic, "a", 2).outgoing, *strangers])
        async with running(reconciler.run) as task:
            await until_scanned(database, topic, 8)
            assert not task.done()
    assert len(await content(kafka, topic)) == 8


async def test_the_reconciler_goes_on_where_the_last_one_stopped_and_is_alone(postgres: Postgres, kafka: str) -> None:
    async with written(postgres, kafka) as (topic, database, started, reconciler):
        async with running(reconciler.run):
            await until_scanned(database, topic, 4)
            async with database.session_lock(f"reconcile:{topic}") as held:
                assert not held
        await started.publish([event(topic, "a", 1).outgoing])
        async with running(reconciler.run):
            await until_there(kafka, topic, last_is("a", 2))
