"""How far a second reader is behind what lies in its topics."""

from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from rematch_common.bulk import bulk_group
from rematch_common.contracts import Introduction
from rematch_common.positions import administrating, committed
from rematch_devstack.commands.broker import Broker, Span, Spans, connected, kafka_told

# A record needs about a second to be read, embedded, written and committed: who is less behind than this follows.
FOLLOWS = 2.0
_RATED = 30.0
Offsets = Mapping[TopicPartition, int]


@dataclass(frozen=True)
class Look:
    """What lay in the topics at a moment, and up to where it was read."""

    at: float
    spans: Spans
    committed: Offsets

    @property
    def all(self) -> int:
        return sum(map(len, self.spans.values()))

    @property
    def done(self) -> int:
        """Of those. Compaction leaves gaps that count as records: these are offsets."""
        return sum(self._read(part, span) for part, span in self.spans.items())

    def has_read(self, earlier: "Look") -> bool:
        """Whether all that lay there then is read now."""
        ends = {part: span.end for part, span in earlier.spans.items() if len(span)}
        return all(self.spans[part].first + self._read(part, self.spans[part]) >= end for part, end in ends.items())

    def _read(self, part: TopicPartition, span: Span) -> int:
        return min(len(span), max(0, self.committed.get(part, 0) - span.first))


class Progress:
    """The looks of the last half minute: how fast it goes, how long it will take, and whether it has caught up."""

    def __init__(self) -> None:
        self._looks: deque[Look] = deque()

    def add(self, look: Look) -> None:
        self._looks.append(look)
        while look.at - self._looks[0].at > _RATED:
            self._looks.popleft()

    @property
    def caught_up(self) -> bool:
        """What comes while it reads the rest is more of the rest, so nobody is ever at the very end: it follows."""
        if not self._looks:
            return False
        now = self._looks[-1]
        before = [look for look in self._looks if now.at - look.at >= FOLLOWS]
        return bool(before) and now.has_read(before[-1])

    @property
    def rate(self) -> float:
        first, now = self._looks[0], self._looks[-1]
        return max(0.0, now.done - first.done) / (now.at - first.at) if now.at > first.at else 0.0

    def told(self) -> str:
        """One line for a person."""
        now = self._looks[-1]
        share = now.done / now.all if now.all else 1.0
        line = f"{now.done:,} of {now.all:,} records ({share:.0%}), {self.rate:,.0f} a second"
        left = round((now.all - now.done) / self.rate) if self.rate else 0
        return f"{line}, about {timedelta(seconds=left)} to go" if left else line


class Watch:
    """Asks Kafka how far the reader of an introduction is."""

    def __init__(self, broker: Broker, admin: AIOKafkaAdminClient, introduction: Introduction) -> None:
        self._broker = broker
        self._admin = admin
        self._reads = [topic.name for topic in introduction.reads]
        self._writes = [topic.name for topic in introduction.writes]
        self._groups = (introduction.reader, bulk_group(introduction.reader))

    async def look(self, at: float) -> Look:
        return Look(at, await self._broker.spans(self._reads), await self._committed())

    async def forgotten(self) -> bool:
        """Whether there are vectors, and nobody knows any more how far was read for them."""
        written = await self._broker.spans(name for name in self._writes if name in self._broker.topics)
        # By the group, not by its offsets: who was killed in its first second has committed none.
        known = {name for name, *_ in await self._admin.list_consumer_groups()}
        return any(map(len, written.values())) and known.isdisjoint(self._groups)

    async def _committed(self) -> Offsets:
        found = [await committed(self._admin, group) for group in self._groups]
        return {part: at for offsets in found for part, at in offsets.items()}


@asynccontextmanager
async def watching(bootstrap: str, introduction: Introduction) -> AsyncIterator[Watch]:
    """A connection for looking; Kafka's errors inside the block become StackErrors."""
    async with connected(bootstrap) as broker:
        with kafka_told(bootstrap):
            async with administrating(bootstrap) as admin:
                yield Watch(broker, admin, introduction)
