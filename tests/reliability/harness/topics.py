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
from rematch_devstack.waiting import until

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
        self._consumer = self._new_consumer()
        self._admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)

    def _new_consumer(self) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap, enable_auto_commit=False, max_partition_fetch_bytes=MAX_MESSAGE_BYTES
        )

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

    async def read(self, names: Sequence[str], since: Ends | None = None) -> dict[str, list[Record]]:
        """Every record from `since` (or the beginning) to what is the end now, by topic, in each partition's order."""
        ends = await self.ends(names)
        found: dict[str, list[Record]] = {name: [] for name in names}
        # A consumer of its own: one that has partitions keeps a fetch waiting, and all else waits behind that.
        reader = self._new_consumer()
        await reader.start()
        try:
            reader.assign(list(ends))
            for partition in ends:
                reader.seek(partition, (since or {}).get(partition, 0))
            async with asyncio.timeout(60):
                while not all([await reader.position(p) >= end for p, end in ends.items()]):
                    for partition, messages in (await reader.getmany(timeout_ms=200)).items():
                        found[partition.topic] += [to_record(message) for message in messages]
        finally:
            await reader.stop()
        return found

    async def lag(self, group: str) -> int:
        """Records that the group has not committed yet."""
        names = [*GROUPS[group], *(retry_topic(name, group) for name in GROUPS[group])]
        ends = await self.ends(names)
        committed: dict[TopicPartition, OffsetAndMetadata] = await self._admin.list_consumer_group_offsets(group)
        return sum(max(0, end - max(0, _offset(committed.get(p)))) for p, end in ends.items())

    async def read_by(self, groups: Sequence[str], deadline: float) -> None:
        """Wait until these groups, in the order of the flow, have no lag."""

        async def caught_up() -> bool:
            return not any([await self.lag(group) for group in groups])

        async with asyncio.timeout(deadline):
            await until(caught_up)

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


def written_since(records: Sequence[Record], since: Ends) -> list[Record]:
    return [one for one in records if one.offset >= since.get(TopicPartition(one.topic, one.partition), 0)]
