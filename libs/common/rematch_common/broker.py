"""Reading Kafka without a group: what lies where, and every record of a span."""

import difflib
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from rematch_common.contracts import MAX_MESSAGE_BYTES
from rematch_common.errors import DependencyAway
from rematch_common.kafka import to_record
from rematch_common.records import Record
from rematch_common.secured import secured

PATIENCE = 30.0


class NoSuchTopic(LookupError):
    """There is no topic of that name. The message says what may have been meant."""


@dataclass(frozen=True)
class Span:
    """The offsets of one partition: from `first` on, before `end`."""

    first: int
    end: int

    def __len__(self) -> int:
        return max(0, self.end - self.first)


Spans = Mapping[TopicPartition, Span]


class Broker:
    """A consumer without a group, and what it knows of the cluster's topics."""

    def __init__(self, consumer: AIOKafkaConsumer, metadata: Any) -> None:
        self.consumer = consumer
        self._metadata = metadata

    @property
    def topics(self) -> frozenset[str]:
        return frozenset(self._metadata.topics())

    def partitions(self, topic: str) -> list[TopicPartition]:
        """Raises NoSuchTopic, with what may have been meant, for a topic that is not there."""
        numbers = self._metadata.partitions_for_topic(topic)
        if not numbers:
            near = difflib.get_close_matches(topic, sorted(self.topics), n=3, cutoff=0.5)
            meant = f"; did you mean {', '.join(near)}?" if near else ""
            raise NoSuchTopic(f"there is no topic {topic}{meant}")
        return [TopicPartition(topic, number) for number in sorted(numbers)]

    async def spans(self, topics: Iterable[str]) -> dict[TopicPartition, Span]:
        """What lies in the topics now."""
        parts = [part for topic in topics for part in self.partitions(topic)]
        if not parts:
            return {}
        first, end = await self.consumer.beginning_offsets(parts), await self.consumer.end_offsets(parts)
        return {part: Span(first[part], end[part]) for part in parts}

    async def read(self, spans: Spans) -> AsyncGenerator[Record, None]:
        """Every record in the spans, partition by partition in order. DependencyAway when Kafka stops answering."""
        left = {part: span.end for part, span in spans.items() if len(span)}
        if not left:
            return
        self.consumer.assign(list(left))
        for part in left:
            self.consumer.seek(part, spans[part].first)
        heard = monotonic()
        while left:
            found = await self.consumer.getmany(timeout_ms=500, max_records=500)
            for part, messages in found.items():
                for message in messages:
                    if message.offset < left[part]:
                        yield to_record(message)
            for part in [part for part, end in left.items() if await self.consumer.position(part) >= end]:
                self.consumer.pause(part)
                del left[part]
            heard = _still_there(found, heard)


def _still_there(found: Mapping[Any, Any], heard: float) -> float:
    now = monotonic()
    if found:
        return now
    if now - heard > PATIENCE:
        told = f"it has given no record for {PATIENCE:.0f} s though there are some: is it still running?"
        raise DependencyAway("kafka", told)
    return heard


@asynccontextmanager
async def connected(bootstrap: str, client_id: str = "rematch") -> AsyncIterator[Broker]:
    """A connection for reading. Kafka's own errors come as they are."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        **secured(),
        client_id=client_id,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=MAX_MESSAGE_BYTES,
        request_timeout_ms=15_000,
    )
    try:
        await consumer.start()
        # The public calls know subscribed topics only.
        yield Broker(consumer, await consumer._client.fetch_all_metadata())
    finally:
        await consumer.stop()
