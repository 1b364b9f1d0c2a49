"""Makes a consumer's group read once more what it has read: from the beginning, or from a moment on.

A position is only ever moved back: one that is moved forward passes over what nobody has read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError

from rematch_common.broker import connected
from rematch_common.errors import DependencyAway
from rematch_common.kafka import _partitions
from rematch_common.secured import secured

Offsets = Mapping[TopicPartition, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is read again of one partition: offsets from `start` on, before `end`. `oldest`: when the first record that
    is still there was written, in milliseconds since 1970; None when there is none."""

    place: TopicPartition
    start: int
    end: int
    oldest: int | None = None

    def __len__(self) -> int:
        """Compaction leaves gaps that count as records: these are offsets."""
        return self.end - self.start


async def rewind(bootstrap: str, group: str, topics: Sequence[str]) -> None:
    """Before the group's first member joins. Raises DependencyAway while it has one: Kafka then takes no offsets."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, **secured(), group_id=group, enable_auto_commit=False)
    try:
        await consumer.start()
        partitions = [one for topic in topics for one in await _partitions(consumer, topic)]
        consumer.assign(partitions)
        await consumer.commit(await consumer.beginning_offsets(partitions))
    except (KafkaError, OSError) as error:
        raise DependencyAway("kafka", error) from error
    finally:
        await consumer.stop()


async def put(bootstrap: str, group: str, offsets: Offsets) -> None:
    """The group, which has no member, goes on from these. Raises DependencyAway, also while it has one."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, **secured(), group_id=group, enable_auto_commit=False)
    try:
        await consumer.start()
        consumer.assign(list(offsets))
        await consumer.commit(dict(offsets))
    except (KafkaError, OSError) as error:
        raise DependencyAway("kafka", error) from error
    finally:
        await consumer.stop()


async def stretches(bootstrap: str, group: str, topic: str, since_ms: int) -> list[Stretch]:
    """What the group has read of the topic that was written since then, partition by partition, as far as it is still
    there. Kafka's errors come as they are; raises NoSuchTopic."""
    committed = await _committed(bootstrap, group)
    async with connected(bootstrap) as broker:
        spans = await broker.spans([topic])
        found = await broker.consumer.offsets_for_times(dict.fromkeys(spans, since_ms))
        oldest = await broker.consumer.offsets_for_times(dict.fromkeys(spans, 0))
    read = []
    for place, span in spans.items():
        # Of what it has never read it reads the first record by itself.
        end = min(span.end, committed.get(place, span.first))
        at, first = found.get(place), oldest.get(place)
        start = end if at is None else min(end, max(at.offset, span.first))
        read.append(Stretch(place, start, max(start, end), first.timestamp if first else None))
    return read


async def members(bootstrap: str, group: str) -> int:
    """How many read for the group now, or did until their session ends. Kafka's errors come as they are."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, **secured(), request_timeout_ms=15_000)
    try:
        await admin.start()
        (answer,) = await admin.describe_consumer_groups([group])
        ((_, _, _, _, _, found, *_),) = answer.groups
        return len(found)
    except GroupCoordinatorNotAvailableError:  # a cluster in which no group has ever read
        return 0
    finally:
        await admin.close()


async def _committed(bootstrap: str, group: str) -> Offsets:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, **secured(), request_timeout_ms=15_000)
    try:
        await admin.start()
        told = await admin.list_consumer_group_offsets(group)
    except GroupCoordinatorNotAvailableError:
        return {}
    finally:
        await admin.close()
    return {place: at.offset for place, at in told.items() if at.offset >= 0}
