"""The reconciler of a service that has no database: see rematch_common.reconcile for what can go wrong.

Each replica reads its own compacted topic from the beginning, beside its work, and then follows it. It remembers the
newest version of every key and where that lies. A record that is older than what lies before it is a paused process's
late word, or a dead letter that was sent back late: the newest one is read again from where it lies and published
behind it. Two replicas that both notice do no harm.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from rematch_common import metrics
from rematch_common.consume import Publisher
from rematch_common.errors import DependencyAway
from rematch_common.kafka import TopicFollower, to_record
from rematch_common.logs import logger
from rematch_common.periodic import every
from rematch_common.records import Outgoing, Record
from rematch_common.secured import secured

log = logger(__name__)
_READ_TIMEOUT = 10.0
_AT_ONCE = 100
_OFFSET_BITS, _PARTITION_BITS = 48, 16
See = Callable[[Sequence[Record]], Awaitable[None]]
Place = tuple[int, int, int]  # a version, and the partition and offset where it lies


class OrderGuard:
    """Keeps the last word about each key the newest one, for the `remembered` keys that were written last.

    A key is remembered by its hash, and its version and place as one number: 140 bytes in all. Two keys of the same
    hash cost at most a repair. `also` sees all that is read, as every replica must that keeps something of a key.
    """

    def __init__(
        self, topic: str, publisher: Publisher, bootstrap: str, remembered: int = 1_000_000, also: See | None = None
    ) -> None:
        self._also = also
        self._topic = topic
        self._publisher = publisher
        self._bootstrap = bootstrap
        self._remembered = remembered
        self._newest: dict[int, int] = {}
        self._stale: set[bytes] = set()
        self._follower = TopicFollower(bootstrap, topic, self.compare)

    async def run(self, retry_delay: float = 1.0) -> None:
        """Read the topic and follow it until cancelled; after Kafka was away, on from where it was."""
        await every(retry_delay, self._follow)()

    async def _follow(self) -> None:
        await self._follower.run(self._follower.positions)

    async def compare(self, records: Sequence[Record]) -> None:
        """Publish again the newest record of every key whose last one is stale.

        Not before all that lies there has been read: what looks stale on the way may have been repaired long ago.
        """
        if self._also is not None:
            await self._also(records)
        for record in records:
            if record.key is not None and record.version is not None:
                stale = self._is_stale(record.key, record.version, record)
                (self._stale.add if stale else self._stale.discard)(record.key)
        if self._follower.caught_up.is_set():
            await self._repair()

    def _is_stale(self, key: bytes, version: int, record: Record) -> bool:
        digest = hash(key)
        known = _unpacked(self._newest.get(digest, 0))
        if version < known[0] and record.partition == known[1] and record.offset > known[2]:
            return True
        self._newest.pop(digest, None)  # and in again, as the last to be forgotten
        self._newest[digest] = _packed(version, record.partition, record.offset)
        if len(self._newest) > self._remembered:
            # Many at once: a dict looks for its first key past all those that were taken out before it.
            for oldest in list(islice(self._newest, 1 + self._remembered // 10)):
                del self._newest[oldest]
        return False

    async def _repair(self) -> None:
        """What could not be repaired when it was noticed is repaired when Kafka answers again."""
        while self._stale:
            some = list(islice(self._stale, _AT_ONCE))
            known = {key: _unpacked(self._newest[hash(key)]) for key in some if hash(key) in self._newest}
            found = await self._read(list(known.values()))
            # Where compaction has taken the newest meanwhile, what is read is another's, or no newer: nothing to say.
            newest = [
                Outgoing(record.topic, record.key, record.value, record.headers)
                for (key, (version, *_)), record in zip(known.items(), found, strict=True)
                if (record.key, record.version) == (key, version)
            ]
            await self._publisher.publish(newest)
            metrics.RECONCILED.labels(self._topic).inc(len(newest))
            log.warning("stale last records", topic=self._topic, stale=len(some), repaired=len(newest))
            self._stale.difference_update(some)

    async def _read(self, places: Sequence[Place]) -> list[Record]:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            **secured(),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=1,  # a record comes whole, however little is asked for; nothing behind it does
        )
        try:
            await consumer.start()
            async with asyncio.timeout(_READ_TIMEOUT):
                return [await self._read_one(consumer, place) for place in places]
        except (KafkaError, OSError, TimeoutError) as error:
            raise DependencyAway("kafka", error) from error
        finally:
            await consumer.stop()

    async def _read_one(self, consumer: AIOKafkaConsumer, place: Place) -> Record:
        partition = TopicPartition(self._topic, place[1])
        consumer.assign([partition])
        consumer.seek(partition, place[2])
        return to_record(await consumer.getone(partition))


def _packed(version: int, partition: int, offset: int) -> int:
    return (version << _PARTITION_BITS | partition) << _OFFSET_BITS | offset


def _unpacked(packed: int) -> Place:
    place, offset = divmod(packed, 1 << _OFFSET_BITS)
    return *divmod(place, 1 << _PARTITION_BITS), offset
