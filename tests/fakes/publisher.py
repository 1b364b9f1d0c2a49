"""A broker in memory."""

from collections import defaultdict
from collections.abc import Sequence

from aiokafka.structs import RecordMetadata, TopicPartition

from rematch_common.contracts import MAX_MESSAGE_BYTES
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.records import Outgoing, Record


class FakePublisher:
    """See rematch_common.consume.Publisher and rematch_common.outbox.Deliverer. One partition a topic.

    `away`: so many calls more find nobody. As with Kafka, what stands before a record too large is published.
    """

    def __init__(self, largest: int = MAX_MESSAGE_BYTES) -> None:
        self.away = 0
        self.calls = 0
        self._largest = largest
        self._topics: dict[str, list[Record]] = defaultdict(list)

    async def publish(self, records: Sequence[Outgoing]) -> None:
        await self.deliver(records)

    async def deliver(self, records: Sequence[Outgoing]) -> list[RecordMetadata]:
        self.calls += 1
        if self.away:
            self.away -= 1
            raise DependencyAway("kafka", "no broker answers")
        return [self._append(record) for record in records]

    def of(self, topic: str) -> list[Record]:
        """What was published to a topic, in order."""
        return list(self._topics[topic])

    @property
    def silent(self) -> bool:
        return not any(self._topics.values())

    def _append(self, sent: Outgoing) -> RecordMetadata:
        if len(sent.value or b"") > self._largest:
            raise InvalidRecord("output_too_large", "what it gives is too large for its topic")
        log = self._topics[sent.topic]
        stamp = sent.timestamp_ms or 0
        log.append(Record(sent.topic, 0, len(log), stamp, sent.key, sent.value, sent.headers))
        return RecordMetadata(sent.topic, 0, TopicPartition(sent.topic, 0), len(log) - 1, stamp, 0, 0)
