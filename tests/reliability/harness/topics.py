"""Whole topics, read without a group."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment

from rematch_common.contracts import MAX_MESSAGE_BYTES
from rematch_common.kafka import to_record
from rematch_common.records import Record
from rematch_devstack.groups import Ends, Groups


class Topics(Groups):
    """A reader of everything. Close it with `async with`."""

    def __init__(self, bootstrap: str) -> None:
        super().__init__(bootstrap)
        self._bootstrap = bootstrap

    async def ends(self, names: Iterable[str]) -> Ends:
        """Of every partition that the broker has, those of a model that is being introduced among them."""
        known = await self._consumer._client.fetch_all_metadata()
        places = [TopicPartition(name, number) for name in names for number in known.partitions_for_topic(name) or ()]
        return dict(await self._consumer.end_offsets(places))

    async def read(self, names: Sequence[str], since: Ends | None = None) -> dict[str, list[Record]]:
        """Every record from `since` (or the beginning) to what is the end now, by topic, in each partition's order."""
        ends = await self.ends(names)
        found: dict[str, list[Record]] = {name: [] for name in names}
        # A consumer of its own: one that has partitions keeps a fetch waiting, and all else waits behind that.
        reader = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap, enable_auto_commit=False, max_partition_fetch_bytes=MAX_MESSAGE_BYTES
        )
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

    async def assigned(self, group: str, name: str) -> dict[str, frozenset[int]]:
        """Which partitions of the topic each member of the group has."""
        (answer,) = await self._admin.describe_consumer_groups([group])
        ((_, _, _, _, _, members, *_),) = answer.groups
        told = {member[0]: ConsumerProtocolMemberAssignment.decode(member[4]) for member in members if member[4]}
        return {
            member: frozenset(number for topic, numbers in assignment.assignment if topic == name for number in numbers)
            for member, assignment in told.items()
        }


def last_of_each_key(records: Sequence[Record]) -> dict[str, Record]:
    return {(record.key or b"").decode("utf-8", "replace"): record for record in records}


def repeated(records: Sequence[Record]) -> int:
    """How many records were written more than once, by their event's id."""
    seen = Counter(record.header("ce_id") for record in records)
    return sum(times - 1 for times in seen.values())


def written_since(records: Sequence[Record], since: Ends) -> list[Record]:
    return [one for one in records if one.offset >= since.get(TopicPartition(one.topic, one.partition), 0)]
