"""Since when records have been waiting to be read."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import aclosing
from datetime import UTC, datetime

from aiokafka import TopicPartition

from rematch_common.broker import Broker, Span, connected
from rematch_common.positions import Offsets, administrating, committed


async def oldest_unread(bootstrap: str, readers: Collection[tuple[str, str]]) -> datetime | None:
    """When the oldest record was written that one of these groups has yet to read of its topic (topic, group); None
    where all is read. A topic that isn't there has no records. Kafka's errors come as they are."""
    async with administrating(bootstrap) as admin:
        groups = {group: await committed(admin, group) for group in {group for _, group in readers}}
    async with connected(bootstrap) as broker:
        there = [(topic, group) for topic, group in readers if topic in broker.topics]
        spans = await broker.spans({topic for topic, _ in there})
        times = [await _first_time(broker, *one) for one in _waiting(there, groups, spans)]
    known = [time for time in times if time is not None]
    return datetime.fromtimestamp(min(known) / 1000, UTC) if known else None


def _waiting(
    readers: Collection[tuple[str, str]], groups: Mapping[str, Offsets], spans: Mapping[TopicPartition, Span]
) -> Iterator[tuple[TopicPartition, Span]]:
    for topic, group in readers:
        for place, span in spans.items():
            at = max(span.first, groups[group].get(place, span.first))
            if place.topic == topic and at < span.end:
                yield place, Span(at, span.end)


async def _first_time(broker: Broker, place: TopicPartition, span: Span) -> int | None:
    """None where compaction, or an end that is a transaction's, has left nothing."""
    async with aclosing(broker.read({place: span})) as records:
        async for record in records:
            return record.timestamp_ms
    return None
