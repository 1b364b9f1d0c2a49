"""What the consumer groups of the embedded system have committed, and who is in them."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from rematch_common.contracts import retry_topic, topic_named
from rematch_common.positions import Offsets, committed
from rematch_common.secured import secured
from rematch_devstack.waiting import until

# In the order of the flow: when a stage is drained, all that it will ever say lies before the next.
GROUPS = {
    "dedup": ("raw-jobs",),
    "dedup-bulk": ("raw-jobs-bulk",),
    "embed": ("deduped-jobs", "candidate-profiles"),
    "embed-bulk": ("candidate-profiles-bulk",),
    "match": ("embedded-jobs", "embedded-candidates", "match-feedback"),
    "notify": ("matches", "erasure-receipts", "deduped-jobs", "alerts"),
    "ingest": ("erasure-receipts",),
}
Ends = dict[TopicPartition, int]


class Groups:
    """Asks the broker. Close it with `async with`."""

    def __init__(self, bootstrap: str) -> None:
        self._consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, **secured(), enable_auto_commit=False)
        self._admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, **secured())

    async def __aenter__(self) -> Self:
        await self._consumer.start()
        await self._admin.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()
        await self._admin.close()

    async def ends(self, names: Iterable[str]) -> Ends:
        """Where each partition ends now."""
        return dict(await self._consumer.end_offsets([p for name in names for p in partitions(name)]))

    async def lag(self, group: str) -> int:
        """Records that the group has not committed yet."""
        consumer = group.removesuffix("-bulk")
        names = [*GROUPS[group], *(retry_topic(name, consumer) for name in GROUPS[group])]
        ends, read = await self.ends(names), await self.committed(group)
        return sum(max(0, end - read.get(p, 0)) for p, end in ends.items())

    async def committed(self, group: str) -> Offsets:
        """Where the group goes on."""
        return await committed(self._admin, group)

    async def read_by(self, groups: Sequence[str], deadline: float) -> None:
        """Wait until these groups, in the order of the flow, have no lag."""

        async def caught_up() -> bool:
            return not any([await self.lag(group) for group in groups])

        async with asyncio.timeout(deadline):
            await until(caught_up)

    async def members(self, group: str) -> set[str]:
        """The ids by which the broker knows the group's members."""
        (answer,) = await self._admin.describe_consumer_groups([group])
        ((_, _, _, _, _, members, *_),) = answer.groups
        return {member[0] for member in members}

    async def sharing(self, group: str) -> int:
        """How many members have their partitions; 0 while these are shared out."""
        (answer,) = await self._admin.describe_consumer_groups([group])
        ((_, _, state, _, _, members, *_),) = answer.groups
        return len(members) if state == "Stable" else 0

    async def described(self, group: str) -> str:
        """The group's state and members, for a message when something is stuck."""
        return str((await self._admin.describe_consumer_groups([group]))[0])[:2000]


def partitions(name: str) -> list[TopicPartition]:
    """All partitions of a topic as the embedded broker has it."""
    return [TopicPartition(name, number) for number in range(topic_named(name).embedded_partitions)]
