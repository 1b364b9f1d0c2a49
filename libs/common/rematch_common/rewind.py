"""Makes a consumer's group read once more what it has read: from the beginning, or from a moment on.

A position is only ever moved back: one that is moved forward passes over what nobody has read.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError

from rematch_common.broker import connected
from rematch_common.errors import DependencyAway
from rematch_common.kafka import _partitions
from rematch_common.positions import Offsets, administrating, committed
from rematch_common.secured import secured


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is read again of one partition: offsets from `start` on, before `end`. `oldest`: when the first record that
    is still there was written, in milliseconds since 1970; None when there is none."""

    place: TopicPartition
    start: int
    end: int
    oldest: int | None = None
    first: int = 0
    """The offset at which the partition begins: above 0 where retention has taken something."""

    def __len__(self) -> int:
        """Compaction leaves gaps that count as records: these are offsets."""
        return self.end - self.start


async def rewind(bootstrap: str, group: str, topics: Sequence[str]) -> None:
    """Before the group's first member joins. Raises DependencyAway while it has one: Kafka then takes no offsets."""
    async with _as(bootstrap, group) as consumer:
        partitions = [one for topic in topics for one in await _partitions(consumer, topic)]
        consumer.assign(partitions)
        await consumer.commit(await consumer.beginning_offsets(partitions))


async def put(bootstrap: str, group: str, offsets: Offsets) -> None:
    """The group, which has no member, goes on from these. Raises DependencyAway, also while it has one."""
    async with _as(bootstrap, group) as consumer:
        consumer.assign(list(offsets))
        await consumer.commit(dict(offsets))


@asynccontextmanager
async def _as(bootstrap: str, group: str) -> AsyncIterator[AIOKafkaConsumer]:
    """Who may say where the group goes on. Raises DependencyAway."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, **secured(), group_id=group, enable_auto_commit=False)
    try:
        await consumer.start()
        yield consumer
    except (KafkaError, OSError) as error:
        raise DependencyAway("kafka", error) from error
    finally:
        await consumer.stop()


async def stretches(bootstrap: str, group: str, topic: str, since_ms: int) -> list[Stretch]:
    """What the group has read of the topic that was written since then, partition by partition, as far as it is still
    there. Kafka's errors come as they are; raises NoSuchTopic."""
    async with administrating(bootstrap) as admin:
        known = await committed(admin, group)
    async with connected(bootstrap) as broker:
        spans = await broker.spans([topic])
        found = await broker.consumer.offsets_for_times(dict.fromkeys(spans, since_ms))
        oldest = await broker.consumer.offsets_for_times(dict.fromkeys(spans, 0))
    read = []
    for place, span in spans.items():
        # Of what it has never read it reads the first record by itself.
        end = min(span.end, known.get(place, span.first))
        at, first = found.get(place), oldest.get(place)
        start = end if at is None else min(end, max(at.offset, span.first))
        read.append(Stretch(place, start, max(start, end), first.timestamp if first else None, span.first))
    return read


async def members(bootstrap: str, group: str) -> int:
    """How many read for the group now, or did until their session ends. Kafka's errors come as they are."""
    async with administrating(bootstrap) as admin:
        try:
            (answer,) = await admin.describe_consumer_groups([group])
        except GroupCoordinatorNotAvailableError:  # a cluster in which no group has ever read
            return 0
    ((_, _, _, _, _, found, *_),) = answer.groups
    return len(found)
