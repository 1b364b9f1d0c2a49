"""What a consumer commits when offsets hold no record, and why Faust is not left to reckon it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from faust.transport.drivers.aiokafka import Consumer
from faust.types import TP

from rematch_common.faust_app import StreamSettings, faust_app

# Faust and mode are older than some of what they use.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
Make = Callable[..., Consumer]
PLACE = TP("deduped-jobs", 0)


async def _unheard(*_: object) -> None:
    """For what a consumer tells of records and partitions."""


@pytest.fixture
def consumer_of() -> Iterator[Make]:
    """Consumers as our app makes them, or of the given kind."""
    made = []

    def make(kind: type[Consumer] | None = None) -> Consumer:
        app = faust_app(StreamSettings("nowhere:9092", "embed", (PLACE.topic,)))
        transport: Any = app.transport
        transport.Consumer = kind or transport.Consumer
        told = {"callback": _unheard, "on_partitions_revoked": _unheard, "on_partitions_assigned": _unheard}
        consumer: Consumer = transport.create_consumer(**told)
        made.append(consumer)
        return consumer

    yield make
    for consumer in made:
        consumer._thread.thread_loop.close()


async def commits(consumer: Consumer, *offsets: int) -> list[int]:
    """Reads and acknowledges as Faust does, and commits until it has nothing more to commit."""
    read = None
    for offset in offsets:
        if read and offset - read > 1:
            await consumer._add_gap(PLACE, read + 1, offset)
        read = offset
        consumer._acked[PLACE].append(offset)
        consumer._acked_index[PLACE].add(offset)
    committed = []
    while told := consumer._filter_committable_offsets([PLACE]):
        committed.append(told[PLACE])
        consumer._committed_offset.update(told)
    return committed


@pytest.mark.parametrize("offsets", [(0, 1, 2), (0, 2, 4), (0, 5, 6), (7, 9, 40), tuple(range(3, 3_000, 3))])
async def test_one_commit_reaches_the_last_acknowledged_record(consumer_of: Make, offsets: tuple[int, ...]) -> None:
    consumer = consumer_of()
    assert await commits(consumer, *offsets) == [offsets[-1] + 1]
    assert await commits(consumer, offsets[-1] + 10) == [offsets[-1] + 11]
    assert await commits(consumer) == []
    assert not consumer._acked[PLACE]
    assert not consumer._gap


async def test_nothing_is_committed_twice_or_backwards(consumer_of: Make) -> None:
    consumer = consumer_of()
    consumer._committed_offset[PLACE] = 12
    assert await commits(consumer, 9) == []
    assert await commits(consumer, 12) == [13]


async def test_faust_itself_still_needs_a_commit_a_gap_and_gets_stuck_behind_a_lone_first_record(
    consumer_of: Make,
) -> None:
    # Where this fails, Faust has learnt it: see whether InOrder can go.
    assert len(await commits(consumer_of(Consumer), *range(3, 300, 3))) > 90
    assert await commits(consumer_of(Consumer), 0, 5, 6) == [1]
