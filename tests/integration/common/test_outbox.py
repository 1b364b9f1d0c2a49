"""The outbox over PostgreSQL and Kafka: no event is lost, and those of one key leave in order, whoever drains."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest
from aiokafka.structs import RecordMetadata

from rematch_common.contracts import Topic
from rematch_common.database import Database
from rematch_common.errors import DependencyAway
from rematch_common.kafka import KafkaPublisher
from rematch_common.outbox import BATCH, Deliverer, Outbox, write
from rematch_common.records import Entry, Outgoing
from tests.integration.common.topics import content, event, fresh_topic, publisher, versions
from tests.servers import Postgres

pytestmark = pytest.mark.stack


@dataclass(frozen=True)
class Place:
    """A database with an outbox, a topic, and who publishes."""

    database: Database
    topic: Topic
    kafka: str
    publisher: KafkaPublisher

    def outbox(self, deliverer: Deliverer | None = None) -> Outbox:
        return Outbox("test", self.database, deliverer or self.publisher)

    async def write(self, *entries: Entry) -> None:
        async with self.database.transaction() as connection:
            await write(connection, entries)

    async def rows(self) -> list[tuple[str, int, int | None, int | None]]:
        async with self.database.transaction() as connection:
            rows = await connection.fetch("SELECT key, version, partition, position FROM outbox ORDER BY key, version")
        return [tuple(row) for row in rows]

    async def published(self) -> dict[str, list[int]]:
        return versions(await content(self.kafka, self.topic.name))


@pytest.fixture
async def place(postgres: Postgres, kafka: str) -> AsyncIterator[Place]:
    async with postgres.database("match") as database, publisher(kafka) as started:
        yield Place(database, await fresh_topic(kafka), kafka, started)


class Dying:
    """A deliverer in whose process nothing happens after the records are out; `left`: so many times."""

    def __init__(self, deliverer: Deliverer, left: int = 1) -> None:
        self._deliverer = deliverer
        self._left = left

    async def deliver(self, records: Sequence[Outgoing]) -> list[RecordMetadata]:
        reports = await self._deliverer.deliver(records)
        if self._left:
            self._left -= 1
            raise KeyError("the process dies here")
        return reports


class Away:
    async def deliver(self, records: Sequence[Outgoing]) -> list[RecordMetadata]:
        raise DependencyAway("kafka", "no broker answers")


async def test_two_that_drain_while_others_write_publish_all_of_it_once_and_in_order(place: Place) -> None:
    keys, last = [f"k{n}" for n in range(20)], 15
    done = asyncio.Event()

    async def write_all(mine: Sequence[str]) -> None:
        for version in range(1, last + 1):
            await place.write(*(event(place.topic.name, key, version) for key in mine))

    async def drain() -> None:
        while not done.is_set():
            await place.outbox().drain()

    async with asyncio.TaskGroup() as group:
        drains = [group.create_task(drain()) for _ in range(2)]
        await asyncio.gather(write_all(keys[:10]), write_all(keys[10:]))
        done.set()
        await asyncio.gather(*drains)
    await place.outbox().drain()
    assert await place.published() == {key: list(range(1, last + 1)) for key in keys}


async def test_a_crash_between_publishing_and_noting_repeats_and_loses_nothing(place: Place) -> None:
    await place.write(*(event(place.topic.name, f"k{n}", version) for version in (1, 2, 3) for n in range(5)))
    dying = place.outbox(Dying(place.publisher))
    with pytest.raises(KeyError):
        await dying.drain()
    assert {position for *_, position in await place.rows()} == {None}
    await dying.drain()
    published = await place.published()
    assert published == {f"k{n}": [1, 2, 3, 1, 2, 3] for n in range(5)}
    assert [(key, version) for key, version, *_ in await place.rows()] == [(f"k{n}", 3) for n in range(5)]


async def test_the_newest_event_of_a_key_stays_with_the_place_where_it_lies(place: Place) -> None:
    await place.write(*(event(place.topic.name, f"k{n}", version) for n in range(4) for version in (1, 2)))
    await place.outbox().drain()
    await place.write(event(place.topic.name, "k0", 3))
    await place.outbox().drain()
    lying = {
        (r.key or b"").decode(): (r.version, r.partition, r.offset)
        for r in await content(place.kafka, place.topic.name)
    }
    assert {key: (version, partition, position) for key, version, partition, position in await place.rows()} == lying
    assert lying["k0"][0] == 3


async def test_what_lies_on_a_topic_that_is_not_compacted_is_forgotten(place: Place) -> None:
    name = place.topic.name
    await place.write(event(name, "a", 1, keep=False), event(name, "b", 1), event(name, "a", 2, keep=False))
    await place.outbox().drain()
    assert [(key, version) for key, version, *_ in await place.rows()] == [("b", 1)]
    assert await place.published() == {"a": [1, 2], "b": [1]}


async def test_the_same_event_is_published_once_however_often_it_is_written(place: Place) -> None:
    for _ in range(3):
        await place.write(event(place.topic.name, "a", 1))
        await place.write(event(place.topic.name, "a", 1), event(place.topic.name, "a", 1))
        await place.outbox().drain()
    assert await place.published() == {"a": [1]}


async def test_an_event_is_not_there_before_its_transaction_is(place: Place) -> None:
    with pytest.raises(KeyError):
        async with place.database.transaction() as connection:
            await write(connection, [event(place.topic.name, "a", 1)])
            await place.outbox().drain()
            raise KeyError("bug")
    await place.outbox().drain()
    assert await place.published() == {}


async def test_while_kafka_is_away_everything_waits_and_leaves_in_order_when_it_is_back(place: Place) -> None:
    for version in (1, 2):
        await place.write(event(place.topic.name, "a", version))
        with pytest.raises(DependencyAway):
            await place.outbox(Away()).drain()
    await place.outbox().drain()
    assert await place.published() == {"a": [1, 2]}


async def test_one_drain_takes_however_much_there_is(place: Place) -> None:
    count = 2 * BATCH + 17
    await place.write(*(event(place.topic.name, f"k{n % 7}", n + 1) for n in range(count)))
    await place.outbox().drain()
    published = await place.published()
    assert sum(map(len, published.values())) == count
    assert all(earlier < later for found in published.values() for earlier, later in pairwise(found))
    assert len(await place.rows()) == 7


async def test_a_tombstone_leaves_like_any_other_event(place: Place) -> None:
    await place.write(Entry(Outgoing(place.topic.name, "ä/1".encode(), None, (("ce_sequence", b"4"),)), 4, keep=True))
    await place.outbox().drain()
    (record,) = await content(place.kafka, place.topic.name)
    assert (record.key, record.value, record.version) == ("ä/1".encode(), None, 4)
