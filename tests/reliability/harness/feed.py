"""Publishes a ledger: straight to raw-jobs, at a bounded rate, every delivery awaited."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiokafka import AIOKafkaProducer
from aiokafka.structs import RecordMetadata

from rematch_common.contracts import MAX_MESSAGE_BYTES
from tests.reliability.harness.ledger import Item

Place = tuple[str, int, int]
_AT_ONCE = 20


@dataclass
class Fed:
    """Where what was published lies: the good ones, and each poisonous one."""

    good: set[Place] = field(default_factory=set)
    poison: dict[Place, Item] = field(default_factory=dict)

    def add(self, other: "Fed") -> None:
        self.good |= other.good
        self.poison |= other.poison

    def note(self, item: Item, report: RecordMetadata) -> None:
        place = (report.topic, report.partition, report.offset)
        if item.poison:
            self.poison[place] = item
        else:
            self.good.add(place)


async def feed(
    bootstrap: str, items: Sequence[Item], *, rate: float, topic: str = "raw-jobs", partition: int | None = None
) -> Fed:
    """Publish the items in order, about `rate` a second."""
    fed = Fed()
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, max_request_size=MAX_MESSAGE_BYTES, acks="all", request_timeout_ms=120_000
    )
    await producer.start()
    try:
        clock = asyncio.get_running_loop()
        began = clock.time()
        for start in range(0, len(items), _AT_ONCE):
            part = items[start : start + _AT_ONCE]
            sent = [
                await producer.send(topic, item.value, item.key, partition=partition, headers=list(item.headers))
                for item in part
            ]
            for item, report in zip(part, await asyncio.gather(*sent), strict=True):
                fed.note(item, report)
            # The rate is the load itself, not a wait for something to happen.
            await asyncio.sleep(max(0.0, began + (start + len(part)) / rate - clock.time()))
    finally:
        await producer.stop()
    return fed
