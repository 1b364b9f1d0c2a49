"""Unread postings, as Kafka counts them: the lag of dedup, which reads them."""

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from rematch_common.contracts import RAW_JOBS
from rematch_common.errors import DependencyAway
from rematch_common.secured import secured

_READER = "dedup"
_TIMEOUT_MS = 10_000


class KafkaUnread:
    """See rematch_ingest.ports.unread.Unread. Connected anew each time: it is asked once a minute."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap

    async def postings(self) -> int:
        try:
            return await self._lag()
        except (KafkaError, OSError, TimeoutError) as error:
            raise DependencyAway("kafka", error) from error

    async def _lag(self) -> int:
        admin = AIOKafkaAdminClient(bootstrap_servers=self._bootstrap, **secured(), request_timeout_ms=_TIMEOUT_MS)
        consumer = AIOKafkaConsumer(bootstrap_servers=self._bootstrap, **secured(), request_timeout_ms=_TIMEOUT_MS)
        try:
            await admin.start()
            await consumer.start()
            committed = await admin.list_consumer_group_offsets(_READER)
            read = {part: told.offset for part, told in committed.items() if part.topic == RAW_JOBS.name}
            return await _behind(consumer, read)
        finally:
            await consumer.stop()
            await admin.close()


async def _behind(consumer: AIOKafkaConsumer, read: dict[TopicPartition, int]) -> int:
    """Of partitions that dedup has committed something of: one that it never read has nothing, or dedup never ran."""
    if not read:
        return 0
    firsts, ends = await consumer.beginning_offsets(list(read)), await consumer.end_offsets(list(read))
    return sum(max(0, ends[part] - max(firsts[part], offset, 0)) for part, offset in read.items())
