"""Fresh before bulk: when a consumer of imports may take its next batch.

Imports travel in topics of their own, which the same process reads as a second group. Between two of its batches it
asks whether the fresh topics are quiet, and whether the stages behind keep up: what an import puts into a topic that
fresh records share must never be more than one batch ahead of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from rematch_common.contracts import Topic
from rematch_common.health import Pulse
from rematch_common.logs import logger
from rematch_common.pausing import told_within
from rematch_common.secured import secured

log = logger(__name__)
Gate = Callable[[], Awaitable[bool]]

QUIET_SECONDS = 0.05
"""Faust takes a few turns of the loop to pass on what it has fetched: only then does nothing mean nothing."""
BATCH = 32
"""Of a bulk topic at once. Small, because a fresh record may have to wait for one."""


def bulk_group(consumer: str) -> str:
    """The group that reads the bulk topics of a consumer."""
    return f"{consumer}-bulk"


class Behind:
    """How many records of some topics a group has still to commit; a service asks it of the stage behind it."""

    def __init__(self, bootstrap: str, group: str, topics: Collection[Topic]) -> None:
        self._bootstrap = bootstrap
        self._group = group
        self._names = frozenset(topic.name for topic in topics)
        self._clients: tuple[AIOKafkaConsumer, AIOKafkaAdminClient] | None = None

    async def start(self) -> None:
        """Nobody asks before there is an import."""

    async def stop(self) -> None:
        clients, self._clients = self._clients, None
        if clients is not None:
            await clients[0].stop()
            await clients[1].close()

    async def lag(self) -> int:
        """A partition of which nothing was ever committed counts as read: nobody may be there to read it."""
        try:
            consumer, admin = self._clients or await self._connected()
            known = await admin.list_consumer_group_offsets(self._group)
            committed = {place: said.offset for place, said in known.items() if place.topic in self._names}
            ends = await consumer.end_offsets(list(committed)) if committed else {}
        except (KafkaError, OSError):
            await self.stop()
            raise
        return sum(max(0, end - max(0, committed[place])) for place, end in ends.items())

    async def _connected(self) -> tuple[AIOKafkaConsumer, AIOKafkaAdminClient]:
        consumer = AIOKafkaConsumer(bootstrap_servers=self._bootstrap, **secured(), enable_auto_commit=False)
        admin = AIOKafkaAdminClient(bootstrap_servers=self._bootstrap, **secured())
        self._clients = consumer, admin
        await consumer.start()
        await admin.start()
        return self._clients


class Quiet:
    """The gate of a bulk consumer; `most`: how far each of the stages behind may lag."""

    def __init__(self, fresh: Pulse, behind: Sequence[Behind] = (), most: int = BATCH) -> None:
        self._fresh = fresh
        self._behind = behind
        self._most = most

    async def __call__(self) -> bool:
        if not self._fresh.quiet_for(QUIET_SECONDS):
            return False
        try:
            for stage in self._behind:
                if await stage.lag() > self._most:
                    return False
        except (KafkaError, OSError) as error:  # whatever is the matter, an import can wait
            log.warning("an import waits: the stages behind can't be asked about", error=type(error).__name__)
            return False
        return True


async def may_go_on(gate: Gate | None, pulse: Pulse, stop: asyncio.Event) -> bool:
    """Whether to take up what is there. If not, after a moment: what was given lies in the queue until then."""
    if gate is None or await gate():
        return True
    pulse.hold()
    await told_within(stop, QUIET_SECONDS)
    return False
