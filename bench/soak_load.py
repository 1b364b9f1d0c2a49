"""Postings as they come in a day: steadily, with bursts. When each was due, and when its match was read."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Self

from aiokafka import AIOKafkaProducer
from aiokafka.structs import RecordMetadata

from rematch_common.contracts import MAX_MESSAGE_BYTES, RAW_JOBS
from tests.reliability.harness.feed import Fed, Place
from tests.reliability.harness.ledger import Item


@dataclass(frozen=True, slots=True)
class Pace:
    """Records a second, and the bursts: how many a second, from when to when, in seconds of every turn."""

    steady: float = 8.0
    burst: float = 24.0
    turn: float = 60.0
    begins: float = 40.0
    ends: float = 50.0

    @property
    def mean(self) -> float:
        share = (self.ends - self.begins) / self.turn
        return self.steady * (1 - share) + self.burst * share

    def times(self, rate: float) -> Self:
        """The same, so much faster."""
        return replace(self, steady=self.steady * rate, burst=self.burst * rate)

    def bursting(self, second: float) -> bool:
        return self.begins <= second % self.turn < self.ends

    def dues(self) -> Iterator[float]:
        """Seconds from the beginning, without an end."""
        due = 0.0
        for _ in count():
            yield due
            due += 1 / (self.burst if self.bursting(due) else self.steady)


@dataclass(slots=True)
class Fate:
    """What was published, and the time at which each record was due."""

    began: float
    fed: Fed = field(default_factory=Fed)
    dues: dict[Place, float] = field(default_factory=dict)


async def publish(bootstrap: str, items: Sequence[Item], pace: Pace, fate: Fate) -> None:
    """Each at its time, whether or not those before it were answered: nobody waits for a slow system."""
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, max_request_size=MAX_MESSAGE_BYTES, acks="all", request_timeout_ms=120_000
    )
    await producer.start()
    sent: list[tuple[Item, float, asyncio.Future[RecordMetadata]]] = []
    try:
        for item, second in zip(items, pace.dues(), strict=False):
            due = fate.began + second
            await asyncio.sleep(max(0.0, due - time.time()))
            delivery = await producer.send(RAW_JOBS.name, item.value, item.key, headers=list(item.headers))
            sent.append((item, due, delivery))
        for item, due, delivery in sent:
            report = await delivery
            fate.fed.note(item, report)
            fate.dues[report.topic, report.partition, report.offset] = due
    finally:
        await producer.stop()


def latencies(fate: Fate, matches: Sequence[tuple[float, Mapping[str, Any]]]) -> list[tuple[float, float]]:
    """When a posting was due, and the seconds until its first match was read, of those matched for being new."""
    first: dict[Place, float] = {}
    for read, match in matches:
        lineage = match.get("lineage") or {}
        place = (RAW_JOBS.name, lineage.get("raw_partition", -1), lineage.get("raw_offset", -1))
        if match.get("trigger") == "new_job" and place in fate.dues:
            first[place] = min(first.get(place, read), read)
    return sorted((fate.dues[place], read - fate.dues[place]) for place, read in first.items())
