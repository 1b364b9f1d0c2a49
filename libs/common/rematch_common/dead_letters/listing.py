"""Looking into the dead-letter queues. Whoever was erased is counted and not shown."""

from collections import deque
from collections.abc import AsyncIterator

from rematch_common.broker import Broker, Span, Spans
from rematch_common.dead_letters.choosing import (
    REDRIVEN_FROM,
    SUFFIX,
    Choice,
    Found,
    Groups,
    goes_back_to,
    queue,
)
from rematch_common.dead_letters.ledger import erased
from rematch_common.dead_letters.veiling import veiled
from rematch_common.records import Record


async def groups(broker: Broker, most: int | None = None) -> Found:
    """The groups of every dead-letter queue; of each partition the newest `most`, or all."""
    found, cut_off, known = Groups(), False, await erased(broker)
    for topic in sorted(name for name in broker.topics if name.endswith(SUFFIX)):
        spans = await broker.spans([topic])
        looked = _newest_of(spans, most)
        cut_off = cut_off or looked != spans
        done = await redriven_from(broker, topic) if any(spans.values()) else frozenset()
        async for record in broker.read(looked):
            found.add(veiled(known, record), redriven=record.coordinates in done)
    return Found(found.sorted(), cut_off)


async def newest(broker: Broker, choice: Choice, limit: int) -> list[Record]:
    """The newest of the choice, in the order in which they came."""
    spans, known = await broker.spans([queue(choice.topic)]), await erased(broker)
    kept: list[Record] = []
    for part, span in spans.items():
        # Of all reasons, the newest lie at the end; of one, anywhere.
        looked = {part: span} if choice.narrowed else _newest_of({part: span}, limit)
        records = (veiled(known, record) async for record in broker.read(looked) if choice.takes(record))
        kept += await _last(records, limit)
    return sorted(kept, key=lambda record: record.timestamp_ms)[-limit:]


async def lying_at(broker: Broker, topic: str, partition: int, offset: int) -> Record | None:
    """The dead letter at these coordinates, veiled where it has to be; None when none lies there any more."""
    known = await erased(broker)
    for part, span in (await broker.spans([queue(topic)])).items():
        if part.partition == partition and span.first <= offset < span.end:
            async for record in broker.read({part: Span(offset, offset + 1)}):
                return veiled(known, record)
    return None


async def redriven_from(broker: Broker, dlq: str) -> frozenset[str]:
    """The coordinates of all that went back from this queue, as the retry topics tell."""
    found = broker.read(await broker.spans(goes_back_to(broker.topics, dlq)))
    return frozenset([origin async for record in found if (origin := record.header(REDRIVEN_FROM))])


def _newest_of(spans: Spans, most: int | None) -> Spans:
    if most is None:
        return spans
    return {part: Span(max(span.first, span.end - most), span.end) for part, span in spans.items()}


async def _last(records: AsyncIterator[Record], limit: int) -> list[Record]:
    kept: deque[Record] = deque(maxlen=limit)
    async for record in records:
        kept.append(record)
    return list(kept)
