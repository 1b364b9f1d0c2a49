"""Fresh before bulk on a real broker: two groups in one process, and how far the stage behind is."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from rematch_common.bulk import Behind, Quiet
from rematch_common.contracts import MATCHES
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing
from rematch_devstack.waiting import until as ask_until
from tests.fakes.samples import received, updated
from tests.fakes.waiting import until
from tests.integration.common.reading import Noting, Reading, reading
from tests.integration.common.topics import fresh_topic, publisher

# Faust and mode are older than some of what they use.
pytestmark = [pytest.mark.stack, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
MANY = 400


@pytest.fixture
async def started(kafka: str) -> AsyncIterator[KafkaPublisher]:
    async with publisher(kafka) as producer:
        yield producer


def matches(topic: str, *versions: int) -> list[Outgoing]:
    sent = [received(MATCHES, updated().key, updated(version=version)).record for version in versions]
    return [Outgoing(topic, record.key, record.value, record.headers) for record in sent]


class Asked(Quiet):
    """Counts how often it had to say no in a row."""

    refused = 0

    async def __call__(self) -> bool:
        goes_on = await super().__call__()
        self.refused = 0 if goes_on else self.refused + 1
        return goes_on


async def test_no_batch_of_an_import_is_taken_while_something_fresh_is_in_hand(
    kafka: str, started: KafkaPublisher
) -> None:
    fresh = Reading(await fresh_topic(kafka, MATCHES, partitions=1), started)
    gate = Asked(fresh.pulse)
    bulk = Reading(await fresh_topic(kafka, MATCHES, partitions=1), started, gate=gate)
    first, imported = Noting(), Noting()
    first.gate.clear()
    await started.publish(matches(fresh.topic.name, 1))
    async with reading(kafka, first, fresh), reading(kafka, imported, bulk):
        await until(first.entered.is_set, 30)
        await started.publish(matches(bulk.topic.name, *range(1, MANY + 1)))
        await until(lambda: bulk.pulse.assigned and gate.refused >= 10, 30)
        assert imported.seen == []
        first.gate.set()
        # In the midst of the import something fresh comes: no more than the batch in hand goes before it.
        await until(lambda: imported.seen, 30)
        first.gate.clear()
        first.entered.clear()
        await started.publish(matches(fresh.topic.name, 2))
        await until(first.entered.is_set, 30)
        taken = len(imported.seen)
        await until(lambda: gate.refused >= 10 or len(imported.seen) == MANY, 30)
        assert len(imported.seen) - taken <= 50, "the size of a batch here"
        first.gate.set()
        await until(lambda: len(imported.seen) == MANY, 30)
    assert imported.versions == list(range(1, MANY + 1))


async def test_how_far_the_stage_behind_is(kafka: str, started: KafkaPublisher) -> None:
    reader, noting = Reading(await fresh_topic(kafka, MATCHES, partitions=1), started), Noting()
    behind = Behind(kafka, reader.group, (reader.topic,))
    try:
        await started.publish(matches(reader.topic.name, 1, 2))
        assert await behind.lag() == 0, "nobody has ever read there"
        async with reading(kafka, noting, reader):
            await until(lambda: len(noting.seen) == 2, 30)
            await until_lag(behind, 0)
        await started.publish(matches(reader.topic.name, 3, 4, 5))
        await until_lag(behind, 3)
    finally:
        await behind.stop()


async def until_lag(behind: Behind, lag: int) -> None:
    async def reached() -> bool:
        return await behind.lag() == lag

    async with asyncio.timeout(20):
        await ask_until(reached)
