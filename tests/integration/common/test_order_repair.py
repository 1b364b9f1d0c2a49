"""A stale record that a paused process writes late does not stay the last word: the reconciler's and the guard's."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from rematch_common.contracts import EMBEDDED_JOBS
from rematch_common.database import Database
from rematch_common.guard import OrderGuard
from rematch_common.kafka import KafkaPublisher
from rematch_common.outbox import Outbox, write
from rematch_common.reconcile import Reconciler
from rematch_common.records import Outgoing, Record
from rematch_devstack.waiting import until as ask_until
from tests.integration.common.topics import content, event, fresh_topic, publisher, versions
from tests.servers import Postgres

pytestmark = pytest.mark.stack


@contextlib.asynccontextmanager
async def running(work: Callable[[], Awaitable[None]]) -> AsyncIterator["asyncio.Future[None]"]:
    task = asyncio.ensure_future(work())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until_there(kafka: str, topic: str, enough: Callable[[list[Record]], bool]) -> list[Record]:
    found: list[Record] = []

    async def read() -> bool:
        found[:] = await content(kafka, topic)
        return enough(found)

    async with asyncio.timeout(15):
        await ask_until(read)
    return found


def last_is(key: str, version: int) -> Callable[[list[Record]], bool]:
    return lambda records: versions(records).get(key, [0])[-1] == version


async def enough_scanned(database: Database, topic: str, records: int) -> bool:
    async with database.transaction() as connection:
        scanned = await connection.fetchval("SELECT sum(next_offset) FROM outbox_scans WHERE topic = $1", topic)
    return (scanned or 0) >= records


async def until_scanned(database: Database, topic: str, records: int) -> None:
    async with asyncio.timeout(15):
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


async def test_the_guard_publishes_the_newest_again_behind_a_stale_one(kafka: str) -> None:
    topic = (await fresh_topic(kafka, EMBEDDED_JOBS)).name
    async with publisher(kafka) as started:
        guard = OrderGuard(topic, started, kafka)
        async with running(guard.run):
            number = 0
            async with asyncio.timeout(15):
                while not guard._newest:  # from now on, and nobody says when that is
                    number += 1
                    await started.publish([event(topic, "probe", number).outgoing])
                    await asyncio.sleep(0.1)
            await started.publish([event(topic, "a", version).outgoing for version in (1, 2, 3, 2)])
            await started.publish([Outgoing(topic, b"b", b"{}")])
            found = await until_there(kafka, topic, last_is("a", 3))
    assert versions(found)["a"] == [1, 2, 3, 2, 3]
    newest, repaired = [record for record in found if record.key == b"a"][2::2]
    assert (newest.value, newest.headers) == (repaired.value, repaired.headers)


async def test_the_guard_remembers_so_many_keys(kafka: str) -> None:
    async with publisher(kafka) as started:
        guard = OrderGuard("nowhere", started, kafka, remembered=2)
        await guard.compare([Record("nowhere", 0, n, 0, b"k%d" % n, b"", (("ce_sequence", b"1"),)) for n in range(5)])
        assert list(guard._newest) == [b"k3", b"k4"]
