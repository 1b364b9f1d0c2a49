"""Whole topics, read without a group, and what the groups have committed."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import OffsetAndMetadata

from rematch_common.contracts import MAX_MESSAGE_BYTES, retry_topic, topic_named
from rematch_common.kafka import to_record
from rematch_common.records import Record

# In the order of the flow: when a stage is drained, all that it will ever say lies before the next.
GROUPS = {
    "dedup": ("raw-jobs",),
    "embed": ("deduped-jobs", "candidate-profiles"),
    "match": ("embedded-jobs", "embedded-candidates"),
    "notify": ("matches",),
}
Ends = dict[TopicPartition, int]


class Topics:
    """A reader of everything. Close it with `async with`."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap, enable_auto_commit=False, max_partition_fetch_bytes=MAX_MESSAGE_BYTES
        )
        self._admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)

    async def __aenter__(self) -> "Topics":
        await self._consumer.start()
        await self._admin.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()
        await self._admin.close()

    async def ends(self, names: Iterable[str]) -> Ends:
        """Where each partition ends now."""
        return dict(await self._consumer.end_offsets([p for name in names for p in partitions(name)]))

    async def read(self, name: str, since: Ends | None = None) -> list[Record]:
        """Every record from `since` (or the beginning) up to what is the end now, partition by partition."""
        ends = await self.ends([name])
        self._consumer.assign(list(ends))
        for partition in ends:
            start = (since or {}).get(partition, 0)
            self._consumer.seek(partition, start)
        found: list[Record] = []
        async with asyncio.timeout(60):
            while not all([await self._consumer.position(p) >= end for p, end in ends.items()]):
                for messages in (await self._consumer.getmany(timeout_ms=200)).values():
                    found += [to_record(message) for message in messages]
        return found

    async def lag(self, group: str) -> int:
        """Records that the group has not committed yet."""
        names = [*GROUPS[group], *(retry_topic(name, group) for name in GROUPS[group])]
        ends = await self.ends(names)
        committed: dict[TopicPartition, OffsetAndMetadata] = await self._admin.list_consumer_group_offsets(group)
        return sum(max(0, end - max(0, _offset(committed.get(p)))) for p, end in ends.items())

    async def generation(self, group: str) -> str:
        """The group's state and members, for a message when something is stuck."""
        return str((await self._admin.describe_consumer_groups([group]))[0])[:2000]


def _offset(committed: OffsetAndMetadata | None) -> int:
    return committed.offset if committed is not None else 0


def partitions(name: str) -> list[TopicPartition]:
    return [TopicPartition(name, number) for number in range(topic_named(name).embedded_partitions)]


def last_of_each_key(records: Sequence[Record]) -> dict[str, Record]:
    return {(record.key or b"").decode("utf-8", "replace"): record for record in records}


def repeated(records: Sequence[Record]) -> int:
    """How many records were written more than once, by their event's id."""
    seen = Counter(record.header("ce_id") for record in records)
    return sum(times - 1 for times in seen.values())
