"""The ledger's copy in Kafka: ingest's own receipts tell whom an erasure was about."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from rematch_common.codec import decode
from rematch_common.contracts import ERASURE_RECEIPTS, ErasureReceipt
from rematch_common.erasing import Erasure
from rematch_common.errors import InvalidRecord
from rematch_common.kafka import TopicFollower
from rematch_common.records import Record
from rematch_ingest.domain.erasures import erasure_of


async def told_in_kafka(bootstrap: str, since: datetime | None) -> list[Erasure]:
    """What was asked for since then, as far back as the topic goes. Raises DependencyAway."""
    found: list[Erasure] = []

    async def see(records: Sequence[Record]) -> None:
        found.extend(erasure for record in records if (erasure := _erasure_in(record, since)))

    follower = TopicFollower(bootstrap, ERASURE_RECEIPTS.name, see)
    running = asyncio.ensure_future(follower.run())
    caught_up = asyncio.ensure_future(follower.caught_up.wait())
    try:
        await asyncio.wait({running, caught_up}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
    finally:
        for task in (running, caught_up):
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
    return found


def _erasure_in(record: Record, since: datetime | None) -> Erasure | None:
    """None for what is not ingest's word, or contradicts itself."""
    try:
        told = decode(ERASURE_RECEIPTS, record)
    except InvalidRecord:
        return None
    if not isinstance(told, ErasureReceipt) or told.store != "ingest" or (since and told.done_at < since):
        return None
    if told.tenant_id is None or told.candidate_id is None or told.version is None:
        return None
    erasure = erasure_of(told.tenant_id, told.candidate_id, told.version)
    return erasure if erasure.erasure_id == told.erasure_id else None
