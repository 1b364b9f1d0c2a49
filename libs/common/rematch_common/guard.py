"""The reconciler of a service that has no database: see rematch_common.reconcile for what can go wrong.

Each replica follows its own compacted topic from its start on and remembers the newest version of the keys it saw
last, and where that lies. A record that is older than what lies before it is a paused process's late word: the
newest one is read again from where it lies and published behind it. Two replicas that both notice do no harm.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from rematch_common import metrics
from rematch_common.consume import Publisher
from rematch_common.contracts import MAX_MESSAGE_BYTES
from rematch_common.errors import DependencyAway
from rematch_common.kafka import TopicFollower, to_record
from rematch_common.logs import logger
from rematch_common.records import Outgoing, Record

log = logger(__name__)
_READ_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the newest version of a key lies."""

    version: int
    partition: int
    offset: int


class OrderGuard:
    """Keeps the last word about each recently published key the newest one."""

    def __init__(self, topic: str, publisher: Publisher, bootstrap: str, remembered: int = 100_000) -> None:
        self._topic = topic
        self._publisher = publisher
        self._bootstrap = bootstrap
        self._remembered = remembered
        self._newest: OrderedDict[bytes, Place] = OrderedDict()
        self._stale: set[bytes] = set()

    async def run(self, retry_delay: float = 1.0) -> None:
        """Follow the topic until cancelled, from now on."""
        while True:
            try:
                await self._repair()
                await TopicFollower(self._bootstrap, self._topic, self.compare, from_end=True).run()
            except DependencyAway as away:
                log.info("order guard waits", topic=self._topic, dependency=away.dependency)
            await asyncio.sleep(retry_delay)

    async def compare(self, records: Sequence[Record]) -> None:
        """Publish again the newest record of every key whose last one among these is stale."""
        for record in records:
            if record.key is not None and record.version is not None:
                stale = self._is_stale(record.key, record.version, record)
                (self._stale.add if stale else self._stale.discard)(record.key)
        await self._repair()

    async def _repair(self) -> None:
        """What could not be repaired when it was noticed is repaired when Kafka answers again."""
        stale = sorted(self._stale & self._newest.keys())
        if stale:
            found = [await self._read(self._newest[key]) for key in stale]
            # Where compaction has taken a record meanwhile, what is read is another's, and right where it is.
            await self._publisher.publish(
                [record for key, record in zip(stale, found, strict=True) if record.key == key]
            )
            metrics.RECONCILED.labels(self._topic).inc(len(stale))
            log.warning("stale last record, published the newest again", topic=self._topic, keys=len(stale))
        self._stale.clear()

    def _is_stale(self, key: bytes, version: int, record: Record) -> bool:
        known = self._newest.get(key)
        if known is not None and known.version > version:
            return True
        self._newest[key] = Place(version, record.partition, record.offset)
        self._newest.move_to_end(key)
        while len(self._newest) > self._remembered:
            self._newest.popitem(last=False)
        return False

    async def _read(self, place: Place) -> Outgoing:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap, enable_auto_commit=False, max_partition_fetch_bytes=MAX_MESSAGE_BYTES
        )
        try:
            await consumer.start()
            partition = TopicPartition(self._topic, place.partition)
            consumer.assign([partition])
            consumer.seek(partition, place.offset)
            async with asyncio.timeout(_READ_TIMEOUT):
                record = to_record(await consumer.getone(partition))
        except (KafkaError, OSError, TimeoutError) as error:
            raise DependencyAway("kafka", error) from error
        finally:
            await consumer.stop()
        return Outgoing(record.topic, record.key, record.value, record.headers)
