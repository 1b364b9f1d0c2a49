"""A compacted topic that was lost is filled again from the outbox: every key's newest event, with its version."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from rematch_common import republishing
from rematch_common.codec import DATASCHEMA
from rematch_common.contracts import MATCHES, Topic
from rematch_common.contracts.dataschema import dataschema
from rematch_common.contracts.examples_matches import FOUND
from rematch_common.database import Database
from rematch_common.kafka import KafkaPublisher, require_topics
from rematch_common.outbox import Outbox, write
from rematch_common.records import Entry, Outgoing
from rematch_common.republishing import kept, publish_again
from rematch_common.retry import Patience
from rematch_devstack.roles import role_of
from rematch_devstack.topics import Shape, ensure_topics
from rematch_devstack.waiting import until
from tests.fakes.samples import received
from tests.integration.common.topics import content, event, fresh_topic, publisher, versions
from tests.servers import Postgres

pytestmark = pytest.mark.stack


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    async with postgres.database("match") as opened:
        yield opened


@pytest.fixture
async def sender(kafka: str) -> AsyncIterator[KafkaPublisher]:
    async with publisher(kafka) as started:
        yield started


async def made_anew(kafka: str, topic: Topic) -> None:
    """Deleted with all that was in it, and there again."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()

    async def gone() -> bool:
        return topic.name not in await admin.list_topics()

    try:
        await admin.delete_topics([topic.name])
        async with asyncio.timeout(30):
            await until(gone)
    finally:
        await admin.close()
    await ensure_topics(kafka, Shape(embedded=True), [replace(topic)])
    await Patience(first_delay=0.05).insist(lambda: require_topics(kafka, [topic.name]), "test")


async def test_what_was_lost_is_said_again(
    kafka: str, database: Database, sender: KafkaPublisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(republishing, "_PAGE", 3)
    topic = await fresh_topic(kafka, MATCHES, partitions=2)
    outbox = Outbox("test", database, sender)
    async with database.transaction() as connection:
        await write(connection, [event(topic.name, f"k{key}", version) for key in range(8) for version in (1, 2)])
        await write(connection, [event(topic.name, "passing", 1, keep=False)])
        await connection.execute("INSERT INTO outbox_scans VALUES ($1, 0, 900)", topic.name)
    await outbox.drain()
    await made_anew(kafka, topic)
    assert await kept(database) == [topic.name]
    assert await publish_again(database, outbox, [topic.name]) == {topic.name: 8}
    assert versions(await content(kafka, topic.name)) == {f"k{key}": [2] for key in range(8)}
    async with database.transaction() as connection:
        scans = await connection.fetchval("SELECT count(*) FROM outbox_scans WHERE topic = $1", topic.name)
        waiting = await connection.fetchval("SELECT count(*) FROM outbox WHERE position IS NULL")
    assert (scans, waiting) == (0, 0), "the reconciler begins anew, and nothing waits"


async def test_nothing_is_kept_of_topics_that_pass(kafka: str, database: Database, sender: KafkaPublisher) -> None:
    topic = await fresh_topic(kafka, MATCHES, partitions=1)
    async with database.transaction() as connection:
        await write(connection, [event(topic.name, "passing", 1, keep=False)])
    outbox = Outbox("test", database, sender)
    await outbox.drain()
    assert await kept(database) == []
    assert await publish_again(database, outbox, [topic.name]) == {topic.name: 0}
    assert versions(await content(kafka, topic.name)) == {"passing": [1]}


async def test_it_leaves_as_its_service_would_send_it(
    kafka: str, postgres: Postgres, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = await fresh_topic(kafka, MATCHES, partitions=1)
    said = received(MATCHES, FOUND[0].key, FOUND[0]).record
    async with database.transaction() as connection:
        await write(connection, [Entry(Outgoing(topic.name, said.key, said.value, said.headers), 1, keep=True)])
    monkeypatch.setenv("REMATCH_KAFKA_BOOTSTRAP", kafka)
    monkeypatch.setenv("REMATCH_DATABASE_URL", postgres.url(role_of("match")))
    monkeypatch.setenv("REMATCH_SCHEMAS_URL", "https://jobs.example.org/schemas")
    assert await republishing.republished("match", [topic.name]) == {topic.name: 1}
    [record] = await content(kafka, topic.name)
    assert record.header(DATASCHEMA) == f"https://jobs.example.org/schemas/{dataschema(FOUND[0].ce_type)}"
