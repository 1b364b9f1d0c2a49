"""One consumer on a real broker, from its start to its end."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, TopicPartition

from rematch_common.bulk import Gate
from rematch_common.consume import ConsumeLoop, Handler, Policy, Received
from rematch_common.contracts import Topic
from rematch_common.faust_app import StreamSettings
from rematch_common.health import Pulse
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing
from rematch_common.retry import Patience
from rematch_common.stream import FaustStream


class Noting:
    """A handler that notes what it was given, and first waits at its gate."""

    def __init__(self) -> None:
        self.seen: list[Received] = []
        self.entered = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        self.entered.set()
        await self.gate.wait()
        self.seen += batch
        return ()

    @property
    def versions(self) -> list[int]:
        return [received.record.version or 0 for received in self.seen]


@dataclass
class Reading:
    """A consumer at work. `ended`: the outcome of its run."""

    topic: Topic
    publisher: KafkaPublisher
    group: str = field(default_factory=lambda: f"test-{uuid4().hex[:8]}")
    limit: int = 100
    budget: float = 1.0
    gate: Gate | None = None
    member: str | None = None
    session_timeout: float = 6.0
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    pulse: Pulse = field(default_factory=Pulse)
    ended: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def start(self, kafka: str, handle: Handler) -> None:
        patience = Patience(budget=self.budget, stop=self.stop, beat=self.pulse.beat, first_delay=0.05)
        policy = Policy(patience, self.limit)
        loop = ConsumeLoop(self.group, {self.topic.name: self.topic}, handle, self.publisher, policy)
        settings = StreamSettings(
            kafka,
            self.group,
            (self.topic.name,),
            batch_size=50,
            session_timeout=self.session_timeout,
            commit_interval=0.1,
            gate=self.gate,
            member=self.member,
        )
        self.ended = asyncio.ensure_future(FaustStream(loop, settings, self.pulse, self.stop).run())


@asynccontextmanager
async def reading(kafka: str, handle: Handler, reader: Reading) -> AsyncIterator[Reading]:
    reader.start(kafka, handle)
    try:
        yield reader
    finally:
        reader.stop.set()
        async with asyncio.timeout(20):
            await asyncio.wait({reader.ended})


async def committed(kafka: str, reader: Reading) -> int:
    """How many records of its topic the group has done with."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=reader.group, enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [TopicPartition(reader.topic.name, n) for n in range(reader.topic.embedded_partitions)]
        return sum([await consumer.committed(partition) or 0 for partition in partitions])
    finally:
        await consumer.stop()
