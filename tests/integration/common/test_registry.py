"""A schema registry beside a real broker: switched on and off without a gap, away without a loss."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from rematch_common.codec import encode
from rematch_common.contracts import MATCHES, MatchWithdrawn, Topic, match_id_of
from rematch_common.contracts.limits import DLQ_ORIGINAL_TOPIC as ORIGIN
from rematch_common.dead_letter import redrive
from rematch_common.errors import DependencyAway
from rematch_common.frames import framed
from rematch_common.kafka import KafkaPublisher
from rematch_common.outbox import Outbox, write
from rematch_common.records import Entry, Outgoing, Record
from rematch_common.schema_registry import SchemaRegistry
from rematch_common.wire import Wire
from rematch_devstack.waiting import until as ask_until
from tests.fakes.registry import SmallRegistry, serving
from tests.fakes.waiting import until
from tests.integration.common.reading import Noting, Reading, committed, reading
from tests.integration.common.topics import content, fresh_topic
from tests.servers import Postgres
from tests.unit.common.codec_cases import JOB, STAMP

pytestmark = pytest.mark.stack
NOBODY = "http://127.0.0.1:1"


def withdrawn(topic: Topic, version: int) -> Outgoing:
    told = MatchWithdrawn(
        match_id=match_id_of("acme", "c-1", JOB),
        version=version,
        tenant_id="acme",
        candidate_id="c-1",
        job_id=JOB,
        reason="job_closed",
    )
    return replace(encode(MATCHES, told.key, told, STAMP), topic=topic.name)


async def own_topic(kafka: str) -> Topic:
    """One whose schema is that of `matches`."""
    return await fresh_topic(kafka, before="matches.t-")


@asynccontextmanager
async def publishing(kafka: str, url: str) -> AsyncIterator[KafkaPublisher]:
    publisher = KafkaPublisher(kafka, "test", Wire("", SchemaRegistry(lambda: url) if url else None))
    await publisher.start()
    try:
        yield publisher
    finally:
        await publisher.stop()


def frames(records: Sequence[Record]) -> list[bool]:
    return [(record.value or b"")[:1] == b"\0" for record in records]


async def test_what_is_framed_and_what_is_not_is_one_stream(kafka: str) -> None:
    topic, noting = await own_topic(kafka), Noting()
    async with serving(SmallRegistry()) as url:
        for switch, versions in (("", range(1, 4)), (url, range(4, 7)), ("", range(7, 10))):
            async with publishing(kafka, switch) as publisher:
                await publisher.publish([withdrawn(topic, version) for version in versions])
    async with publishing(kafka, "") as publisher, reading(kafka, noting, Reading(topic, publisher)):
        await until(lambda: len(noting.seen) == 9)
    assert noting.versions == list(range(1, 10))
    assert [received.event.version for received in noting.seen if isinstance(received.event, MatchWithdrawn)] == (
        noting.versions
    )
    assert frames([received.record for received in noting.seen]) == [False] * 3 + [True] * 3 + [False] * 3


async def test_what_a_registry_that_is_away_holds_up_leaves_in_order_when_it_is_back(
    kafka: str, postgres: Postgres
) -> None:
    topic, addresses = await own_topic(kafka), [NOBODY]
    publisher = KafkaPublisher(kafka, "test", Wire("", SchemaRegistry(lambda: addresses[-1])))
    await publisher.start()
    try:
        async with postgres.database("match") as database:
            outbox = Outbox("test", database, publisher)
            async with database.transaction() as connection:
                await write(connection, [Entry(withdrawn(topic, version), version, True) for version in range(1, 6)])
            with pytest.raises(DependencyAway, match="schema registry"):
                await outbox.drain()
            assert await content(kafka, topic.name) == []
            async with serving(SmallRegistry()) as url:
                addresses.append(url)
                await outbox.drain()
            async with database.transaction() as connection:
                await write(connection, [Entry(withdrawn(topic, 6), 6, True)])
            await outbox.drain()  # it is away again, and what it said is known
    finally:
        await publisher.stop()
    found = await content(kafka, topic.name)
    assert [record.version for record in found] == list(range(1, 7))
    assert all(frames(found))


async def test_a_broken_record_is_dead_lettered_with_its_frame_and_goes_back_with_it(kafka: str) -> None:
    topic, broken = await own_topic(kafka), framed(7, b'{"version": 1}')
    sent = replace(withdrawn(topic, 1), value=broken)
    async with serving(SmallRegistry()) as url, publishing(kafka, url) as publisher:
        await publisher.publish([sent])
        async with reading(kafka, Noting(), Reading(topic, publisher)) as reader:
            await ask_until(lambda: _done(kafka, reader))
    letters = [letter for letter in await content(kafka, "matches.dlq") if letter.header(ORIGIN) == topic.name]
    assert [(letter.value, letter.header("dlq_reason")) for letter in letters] == [(broken, "schema")]
    assert redrive(letters[0]).value == broken


async def _done(kafka: str, reader: Reading) -> bool:
    return await committed(kafka, reader) == 1
