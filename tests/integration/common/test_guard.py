"""The guard of a service without a database: what lies in its topic is repaired, whenever it came there."""

import asyncio
from collections.abc import Sequence

import pytest

from rematch_common.contracts import EMBEDDED_JOBS, RAW_JOBS
from rematch_common.errors import DependencyAway
from rematch_common.guard import OrderGuard
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing, Record
from rematch_devstack.commands import purging
from tests.fakes.waiting import until
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

pytestmark = pytest.mark.stack


async def send(started: KafkaPublisher, topic: str, key: str, *numbers: int) -> None:
    await started.publish([event(topic, key, number).outgoing for number in numbers])


async def test_the_newest_is_published_again_behind_a_stale_one(kafka: str) -> None:
    topic = (await fresh_topic(kafka, EMBEDDED_JOBS)).name
    async with publisher(kafka) as started, running(OrderGuard(topic, started, kafka).run):
        await send(started, topic, "a", 1, 2, 3, 2)
        await started.publish([Outgoing(topic, b"b", b"{}")])
        found = await until_there(kafka, topic, last_is("a", 3))
    assert versions(found)["a"] == [1, 2, 3, 2, 3]
    newest, repaired = [record for record in found if record.key == b"a"][2::2]
    assert (newest.value, newest.headers) == (repaired.value, repaired.headers)


async def test_what_was_published_before_the_start_is_known(kafka: str) -> None:
    """As when an old opening is redriven through a service that was restarted."""
    topic = (await fresh_topic(kafka, EMBEDDED_JOBS)).name
    async with publisher(kafka) as started:
        await send(started, topic, "old", 1, 2, 3)
        await send(started, topic, "forgotten", 1)
        gone = (("ce_sequence", b"2"),)
        await started.publish([Outgoing(topic, b"forgotten", None, gone)])
        async with running(OrderGuard(topic, started, kafka).run):
            await send(started, topic, "old", 1)
            await send(started, topic, "forgotten", 1)
            await until_there(kafka, topic, last_is("old", 3))
            found = await until_there(kafka, topic, last_is("forgotten", 2))
    assert versions(found) == {"old": [1, 2, 3, 1, 3], "forgotten": [1, 2, 1, 2]}
    assert [record.value for record in found if record.key == b"forgotten"][-1] is None


async def test_what_was_repaired_before_the_start_is_left_alone(kafka: str) -> None:
    topic = (await fresh_topic(kafka, EMBEDDED_JOBS, partitions=1)).name
    async with publisher(kafka) as started:
        await send(started, topic, "a", 1, 2, 1)
        await started.publish([event(topic, f"k{n}", 1).outgoing for n in range(1_500)])
        await send(started, topic, "a", 2)
        await send(started, topic, "b", 1, 2, 1)
        async with running(OrderGuard(topic, started, kafka).run):
            found = await until_there(kafka, topic, last_is("b", 2))
    assert len(found) == 1_508
    assert versions(found)["a"] == [1, 2, 1, 2]


async def test_after_kafka_was_away_it_goes_on_from_where_it_was(kafka: str) -> None:
    topic = (await fresh_topic(kafka, EMBEDDED_JOBS, partitions=1)).name
    async with publisher(kafka) as started:
        guard = OrderGuard(topic, started, kafka)
        await send(started, topic, "a", 1, 2)
        async with running(guard.run):
            await until(lambda: guard._follower.positions == {0: 2})
        await send(started, topic, "a", 1)
        async with running(guard.run):
            await until_there(kafka, topic, last_is("a", 2))
            await until(lambda: guard._follower.positions == {0: 4})
    assert versions(await content(kafka, topic)) == {"a": [1, 2, 1, 2]}


class AwayOnce:
    """A publisher that nobody answers the first time."""

    def __init__(self, publisher: KafkaPublisher) -> None:
        self._publisher = publisher
        self.calls = 0

    async def publish(self, records: Sequence[Outgoing]) -> None:
        self.calls += 1
        if self.calls == 1:
            raise DependencyAway("kafka", "no broker answers")
        await self._publisher.publish(records)


async def test_what_cannot_be_repaired_when_it_is_noticed_is_repaired_later(kafka: str) -> None:
    topic = (await fresh_topic(kafka, EMBEDDED_JOBS, partitions=1)).name
    async with publisher(kafka) as started:
        flaky = AwayOnce(started)
        guard = OrderGuard(topic, flaky, kafka)
        async with running(lambda: guard.run(retry_delay=0.05)):
            await send(started, topic, "a", 1, 2, 1)
            found = await until_there(kafka, topic, last_is("a", 2))
    assert flaky.calls == 2
    assert versions(found) == {"a": [1, 2, 1, 2]}


async def test_many_at_once_are_repaired(kafka: str) -> None:
    topic = (await fresh_topic(kafka, EMBEDDED_JOBS)).name
    names = [f"k{n}" for n in range(250)]
    async with publisher(kafka) as started:
        for version in (1, 2, 1):
            await started.publish([event(topic, name, version).outgoing for name in names])
        async with running(OrderGuard(topic, started, kafka).run):
            found = await until_there(kafka, topic, lambda records: len(records) == 1_000)
    assert set(map(tuple, versions(found).values())) == {(1, 2, 1, 2)}


async def test_where_the_newest_is_there_no_more_nothing_is_published(kafka: str) -> None:
    topic = (await fresh_topic(kafka, RAW_JOBS, partitions=1)).name
    async with publisher(kafka) as started:
        guard = OrderGuard(topic, started, kafka)
        async with running(guard.run):
            await send(started, topic, "a", 1, 2)
            await until(lambda: guard._follower.positions == {0: 2})
            await purging.purge(kafka, await purging.spans(kafka, topic))
            await send(started, topic, "a", 1)
            await until(lambda: guard._follower.positions == {0: 3} and not guard._stale)
    assert versions(await content(kafka, topic)) == {"a": [1]}


async def test_it_remembers_the_keys_that_were_written_last(kafka: str) -> None:
    async with publisher(kafka) as started:
        guard = OrderGuard("nowhere", started, kafka, remembered=20)
        for n in [*range(20), 0, *range(20, 23)]:
            await guard.compare([Record("nowhere", 0, n, 0, b"k%d" % n, b"", (("ce_sequence", b"1"),))])
        assert len(guard._newest) == 20
        assert hash(b"k0") in guard._newest
        assert hash(b"k1") not in guard._newest
        assert hash(b"k22") in guard._newest


async def test_it_waits_for_kafka() -> None:
    guard = OrderGuard("nowhere", KafkaPublisher("127.0.0.1:1", "test"), "127.0.0.1:1")
    async with running(lambda: guard.run(retry_delay=0.01)) as task:
        done, _ = await asyncio.wait({task}, timeout=0.5)
        assert not done
