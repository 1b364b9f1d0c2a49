"""A consumer with a name that outlives it: whoever comes back under it has its partitions, and the others go on."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from rematch_common.contracts import MATCHES
from rematch_common.health import Pulse
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing
from tests.fakes.samples import received, updated
from tests.fakes.waiting import until
from tests.integration.common.reading import Noting, Reading, committed, reading
from tests.integration.common.topics import fresh_topic, publisher

pytestmark = [pytest.mark.stack, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
PARTITIONS = 4


class Watched(Pulse):
    """A pulse that counts how often its consumer had to hand its partitions over."""

    handed_over = 0

    def __setattr__(self, name: str, value: object) -> None:
        if name == "assigned" and value is False and getattr(self, "assigned", False):
            self.handed_over += 1
        super().__setattr__(name, value)


@pytest.fixture
async def started(kafka: str) -> AsyncIterator[KafkaPublisher]:
    async with publisher(kafka) as producer:
        yield producer


def records(topic: str, versions: Sequence[int]) -> list[Outgoing]:
    """Keys of their own, so that all partitions get some."""
    sent = received(MATCHES, updated().key, updated()).record
    return [Outgoing(topic, f"t/c-{version}/j".encode(), sent.value, sent.headers) for version in versions]


@pytest.mark.parametrize("names", [("pod-0", "pod-1"), (None, None)], ids=["named", "nameless"])
async def test_a_restart(kafka: str, started: KafkaPublisher, names: tuple[str | None, str | None]) -> None:
    topic = await fresh_topic(kafka, MATCHES, partitions=PARTITIONS)
    stays = Reading(topic, started, pulse=Watched(), member=names[0], session_timeout=15.0)
    goes = replace(stays, stop=type(stays.stop)(), pulse=Watched(), member=names[1])
    heard, before, after = Noting(), Noting(), Noting()
    async with AsyncExitStack() as running:
        await running.enter_async_context(reading(kafka, heard, stays))
        await until(stays.pulse.ready, 30)
        async with reading(kafka, before, goes):
            await until(lambda: goes.pulse.ready() and stays.pulse.ready(), 30)
            await started.publish(records(topic.name, range(40)))
            await until(lambda: len(heard.seen) + len(before.seen) == 40, 20)
        settled = stays.pulse.handed_over  # type: ignore[attr-defined]
        comes_back = replace(goes, stop=type(stays.stop)(), pulse=Watched())
        await running.enter_async_context(reading(kafka, after, comes_back))
        await until(comes_back.pulse.ready, 30)
        await started.publish(records(topic.name, range(40, 80)))
        await until(lambda: len(heard.seen) + len(before.seen) + len(after.seen) >= 80, 20)
        disturbed = stays.pulse.handed_over > settled  # type: ignore[attr-defined]
    assert before.seen, "both had partitions"
    assert after.seen, "and so had the one that came back"
    assert disturbed is (names[0] is None)
    assert await committed(kafka, stays) == 80
