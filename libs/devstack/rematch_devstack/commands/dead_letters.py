"""What lies in the dead-letter queues."""

from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import orjson

from rematch_common.contracts import base_topic, dlq_topic, limits
from rematch_common.records import Record
from rematch_devstack.commands.broker import Broker, Span, connected
from rematch_devstack.commands.console import preview, safe
from rematch_devstack.commands.veiling import erased, veiled

SUFFIX = ".dlq"
# Written with a record that goes back, and how it is known later which have: the retry topic is the record of that.
REDRIVEN_FROM = "dlq_redriven_from"


@dataclass(frozen=True)
class Choice:
    """Which dead letters are meant."""

    topic: str
    reason: str | None = None

    def takes(self, record: Record) -> bool:
        return self.reason is None or reason_of(record) == self.reason


@dataclass(frozen=True)
class Group:
    """Dead letters that are there for the same reason."""

    topic: str
    consumer: str
    reason: str
    records: int
    redriven: int
    newest_ms: int
    newest_error: str

    def row(self) -> tuple[object, ...]:
        when = datetime.fromtimestamp(self.newest_ms / 1000).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        error = safe(self.newest_error)
        return (self.topic, safe(self.consumer), safe(self.reason), self.records, self.redriven, when, error)


def queue(topic: str) -> str:
    """The dead-letter queue, by its own name or by that of its topic."""
    return topic if topic.endswith(SUFFIX) else dlq_topic(topic)


def reason_of(record: Record) -> str:
    return record.header(limits.DLQ_REASON) or "unknown"


class Groups:
    """The groups of the records that it is told of: a flood of poison has no place in memory."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str, str], Group] = {}

    def add(self, record: Record, *, redriven: bool) -> None:
        key = (record.topic, record.header(limits.DLQ_CONSUMER) or "unknown", reason_of(record))
        known = self._groups.get(key) or Group(*key, 0, 0, -1, "")
        newer = record.timestamp_ms >= known.newest_ms
        self._groups[key] = replace(
            known,
            records=known.records + 1,
            redriven=known.redriven + redriven,
            newest_ms=record.timestamp_ms if newer else known.newest_ms,
            newest_error=(record.header(limits.DLQ_ERROR) or "") if newer else known.newest_error,
        )

    def sorted(self) -> list[Group]:
        """The fullest first."""
        return sorted(self._groups.values(), key=lambda group: -group.records)


async def groups(bootstrap: str) -> list[Group]:
    """The groups of every dead-letter queue."""
    found = Groups()
    async with connected(bootstrap) as broker:
        known = await erased(broker)
        for topic in sorted(name for name in broker.topics if name.endswith(SUFFIX)):
            spans = await broker.spans([topic])
            done = await redriven_from(broker, topic) if any(spans.values()) else frozenset()
            async for record in broker.read(spans):
                found.add(veiled(known, record), redriven=record.coordinates in done)
    return found.sorted()


async def newest(bootstrap: str, choice: Choice, limit: int) -> list[Record]:
    """The newest of the choice, in the order in which they came."""
    async with connected(bootstrap) as broker:
        spans, known = await broker.spans([queue(choice.topic)]), await erased(broker)
        kept: list[Record] = []
        for part, span in spans.items():
            # Of all reasons, the newest lie at the end; of one, anywhere.
            first = span.first if choice.reason else max(span.first, span.end - limit)
            found = broker.read({part: Span(first, span.end)})
            records = (veiled(known, record) async for record in found if choice.takes(record))
            kept += await _last(records, limit)
    return sorted(kept, key=lambda record: record.timestamp_ms)[-limit:]


async def redriven_from(broker: Broker, dlq: str) -> frozenset[str]:
    """The coordinates of all that went back from this queue, as the retry topics tell."""
    base = base_topic(dlq)
    retries = [name for name in broker.topics if name.startswith(f"{base}.") and name.endswith(".retry")]
    found = broker.read(await broker.spans(topic for topic in retries if base_topic(topic) == base))
    return frozenset([origin async for record in found if (origin := record.header(REDRIVEN_FROM))])


def portrait(record: Record) -> str:
    """A dead letter for a person: everything about it, and how its bytes begin."""
    told = [f"{record.coordinates}  {datetime.fromtimestamp(record.timestamp_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"]
    for name, text in record.headers:
        longest = 4_000 if name == limits.DLQ_TRACEBACK else 400
        lines = text.decode("utf-8", "replace").split("\n")
        told.append(f"  {safe(name)}: " + "\n      ".join(safe(line, longest) for line in lines))
    size = "null" if record.value is None else f"{len(record.value):,} bytes"
    return "\n".join([*told, f"  key: {preview(record.key)}", f"  value ({size}): {preview(record.value, 400)}"])


def as_json(groups: Sequence[Group]) -> bytes:
    return orjson.dumps([asdict(group) for group in groups])


async def _last(records: AsyncIterator[Record], limit: int) -> list[Record]:
    kept: deque[Record] = deque(maxlen=limit)
    async for record in records:
        kept.append(record)
    return list(kept)
