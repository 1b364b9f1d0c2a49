"""Kafka without Faust: the producer every service publishes with, and topics read whole, without a group."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import (
    CorruptRecordException,
    InvalidTimestampError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordTooLargeError,
)
from aiokafka.structs import ConsumerRecord, RecordMetadata

from rematch_common import metrics
from rematch_common.contracts import MAX_MESSAGE_BYTES
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.records import Outgoing, Record
from rematch_common.secured import secured
from rematch_common.wire import Wire

# What a broker says of a record, not of itself: no retry mends it.
_REFUSED = (MessageSizeTooLargeError, RecordTooLargeError, InvalidTimestampError, CorruptRecordException)
_AT_ONCE = 2_000
# aiokafka's 16 KiB is a dozen postings a round trip, for which whoever publishes the next one waits.
_BATCH_BYTES = 256 * 1024
DELIVERY_TIMEOUT = 10.0  # less than a drain's transaction may stand idle


class KafkaPublisher:
    """Publishes and waits for every delivery report. See rematch_common.consume.Publisher.

    Not idempotent in Kafka's sense: that mode retries for ever and can stop for good after a broker's hiccup (aiokafka
    1017); a record sent twice is harmless here, one that is neither sent nor refused is not."""

    def __init__(self, bootstrap: str, client_id: str, wire: Wire | None = None) -> None:
        self._bootstrap = bootstrap
        self._client_id = client_id
        self._wire = wire or Wire()
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=self._bootstrap,
            **secured(),
            client_id=self._client_id,
            acks="all",
            max_request_size=MAX_MESSAGE_BYTES,
            request_timeout_ms=int(DELIVERY_TIMEOUT * 1000),
            max_batch_size=_BATCH_BYTES,
        )
        try:
            await producer.start()
        except (KafkaError, OSError) as error:
            await producer.stop()
            raise DependencyAway("kafka", error) from error
        self._producer = producer

    async def stop(self) -> None:
        if self._producer is not None:
            await self._producer.stop()

    async def publish(self, records: Sequence[Outgoing]) -> None:
        await self.deliver(records)

    async def deliver(self, records: Sequence[Outgoing]) -> list[RecordMetadata]:
        """Like publish, and tells where each record lies now."""
        if self._producer is None:
            raise DependencyAway("kafka", "not connected yet")
        records = await self._wire.dressed(records)
        try:
            async with asyncio.timeout(DELIVERY_TIMEOUT):
                sent = [await self._send(record) for record in records]
                reports: list[RecordMetadata] = await asyncio.gather(*sent)
        except _REFUSED as error:
            raise InvalidRecord("output_refused", f"Kafka takes no such record: {type(error).__name__}") from error
        except (KafkaError, OSError, TimeoutError) as error:
            raise DependencyAway("kafka", f"{type(error).__name__} {error}") from error
        for topic, count in Counter(record.topic for record in records).items():
            metrics.PRODUCED.labels(metrics.told_as(topic)).inc(count)
        return reports

    async def _send(self, record: Outgoing) -> "asyncio.Future[RecordMetadata]":
        assert self._producer is not None
        future: asyncio.Future[RecordMetadata] = await self._producer.send(
            record.topic, record.value, record.key, headers=list(record.headers), timestamp_ms=record.timestamp_ms
        )
        return future


def to_record(message: "ConsumerRecord[bytes, bytes]") -> Record:
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp_ms=message.timestamp,
        key=message.key,
        value=message.value,
        headers=tuple((name, value or b"") for name, value in message.headers or ()),
    )


class TopicFollower:
    """Reads every partition of a topic without a group: what every replica must know, each for itself.

    `positions` gives the offset to start from by partition; missing ones start at the earliest, or, when
    `from_end`, at the end. Once everything that was there at the start has been seen, `caught_up` is set and `see`
    is called with nothing. `unhurried`: what comes within so many seconds is seen at once.
    """

    def __init__(
        self,
        bootstrap: str,
        topic: str,
        see: Callable[[Sequence[Record]], Awaitable[None]],
        *,
        from_end: bool = False,
        unhurried: float = 0.0,
    ) -> None:
        self._bootstrap = bootstrap
        self._topic = topic
        self._see = see
        self._from_end = from_end
        self._unhurried = unhurried
        self.caught_up = asyncio.Event()
        self.positions: dict[int, int] = {}  # what has been seen, up to here: `run(positions)` goes on behind it

    async def run(self, positions: dict[int, int] | None = None) -> None:
        """Follow until cancelled. Raises DependencyAway when the topic does not exist or Kafka is away."""
        self.caught_up.clear()
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            **secured(),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=MAX_MESSAGE_BYTES,
        )
        try:
            await consumer.start()
            ends = await self._assign(consumer, positions or {})
            await self._follow(consumer, ends)
        except (KafkaError, OSError) as error:
            raise DependencyAway("kafka", error) from error
        finally:
            await consumer.stop()

    async def _assign(self, consumer: AIOKafkaConsumer, positions: dict[int, int]) -> dict[TopicPartition, int]:
        partitions = await _partitions(consumer, self._topic)
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        for partition in partitions:
            if partition.partition in positions:
                consumer.seek(partition, positions[partition.partition])
            elif self._from_end:
                consumer.seek(partition, ends[partition])
                self.positions[partition.partition] = ends[partition]
        return dict(ends)

    async def _follow(self, consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> None:
        while True:
            if not self.caught_up.is_set():
                reached = [await consumer.position(p) >= end for p, end in ends.items()]
                if all(reached):
                    self.caught_up.set()
                    await self._see(())
            found = await consumer.getmany(timeout_ms=500, max_records=_AT_ONCE)
            records = [to_record(message) for messages in found.values() for message in messages]
            if records:
                await self._see(records)
                self.positions |= {record.partition: record.offset + 1 for record in records}
            if len(records) < _AT_ONCE:
                await asyncio.sleep(self._unhurried)


async def _partitions(consumer: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    known = await consumer._client.fetch_all_metadata()  # the public call answers only for subscribed topics
    partitions = known.partitions_for_topic(topic)
    if not partitions:
        raise DependencyAway("kafka", f"topic {topic} does not exist; create it with `rematch topics`")
    return [TopicPartition(topic, number) for number in sorted(partitions)]


async def require_topics(bootstrap: str, topics: Sequence[str]) -> None:
    """Raises DependencyAway unless Kafka answers and has every one of these topics."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, **secured(), enable_auto_commit=False)
    try:
        await consumer.start()
        for topic in topics:
            await _partitions(consumer, topic)
    except (KafkaError, OSError) as error:
        raise DependencyAway("kafka", error) from error
    finally:
        await consumer.stop()
