"""Deletes the records of a dead-letter queue, up to where it ended when it was looked at."""

from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete

from rematch_common.positions import administrating
from rematch_devstack.commands.broker import Span, Spans, connected, kafka_told


async def spans(bootstrap: str, topic: str) -> dict[TopicPartition, Span]:
    """What lies in the queue now."""
    async with connected(bootstrap) as broker:
        return await broker.spans([topic])


async def purge(bootstrap: str, spans: Spans) -> None:
    """Delete that, and nothing that has come since."""
    doomed = {part: RecordsToDelete(span.end) for part, span in spans.items() if len(span)}
    if not doomed:
        return
    with kafka_told(bootstrap):
        async with administrating(bootstrap) as admin:
            await admin.delete_records(doomed)
