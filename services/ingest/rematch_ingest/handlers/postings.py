"""Take in postings: publish what can be read, and say of each item what becomes of it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from rematch_common.clock import Now, monotonic
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import RAW_JOBS, RawJob, Topic
from rematch_common.errors import InvalidRecord
from rematch_common.records import Outgoing
from rematch_common.tracing import new_traceparent, own_traceparent
from rematch_ingest.domain.fates import Fate, Receipt, refusal
from rematch_ingest.domain.ids import IngestId, read_id
from rematch_ingest.domain.postings import parsed, read_posting
from rematch_ingest.domain.reading import Refused
from rematch_ingest.handlers.answers import SOURCE, Answer, count
from rematch_ingest.ports.outcomes import Outcomes

_SLICE = 0.002  # seconds


class Raw(Protocol):
    """Where raw postings go. Returns when all of them are safe; raises DependencyAway."""

    async def publish(self, records: Sequence[Outgoing]) -> None: ...


class NewId(Protocol):
    """Makes an id that nobody has."""

    def __call__(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Batch:
    """Items of one request, still to be read: bytes are lines that aren't even parsed. The receipt is of its own, or
    that of the same request before."""

    items: Sequence[Any]
    tenant_id: str
    receipt: UUID | None = None


class TakePostings:
    """See the module."""

    def __init__(self, raw: Raw, outcomes: Outcomes, new_id: NewId, now: Now) -> None:
        self._raw = raw
        self._outcomes = outcomes
        self._new_id = new_id
        self._now = now

    async def __call__(self, batch: Batch) -> list[Answer]:
        """In the order given. What is accepted is safe when this returns."""
        now = self._now()
        receipt = Receipt(batch.receipt or self._new_id(), batch.tenant_id, len(batch.items), now)
        opening = asyncio.ensure_future(self._outcomes.open(receipt))
        try:
            read = await read_postings(batch.items, receipt.receipt_id, now)
        finally:
            # Before anything is published: an outcome may come back at once, and must find whose it is.
            await opening
        await self._raw.publish([record for _, record in read if isinstance(record, Outgoing)])
        refused = [refusal(id_, record, now) for id_, record in read if isinstance(record, Refused)]
        if refused:
            await self._outcomes.note(refused)
        answers = [Answer.of(str(id_), record) for id_, record in read]
        count("posting", answers)
        return answers

    async def fate(self, ingest_id: str, tenant_id: str | None) -> Fate | None:
        """What became of a posting; None for one that is not known, or another tenant's. No tenant means any."""
        found = read_id(ingest_id)
        return await self._outcomes.find(found, tenant_id) if found else None


async def read_postings(
    items: Sequence[Any], receipt: UUID, now: datetime
) -> list[tuple[IngestId, Outgoing | Refused]]:
    """A large request takes a second, so the loop goes round between its slices. (Beside a thread it would wait for
    the interpreter, up to 5 ms at each of its steps.)"""
    read = []
    began = monotonic()
    trace = new_traceparent if len(items) == 1 else own_traceparent
    for place, item in enumerate(items):
        id_ = IngestId(receipt, place)
        read.append((id_, read_one(RAW_JOBS, item, id_, now, trace)))
        if monotonic() - began > _SLICE:
            await asyncio.sleep(0)
            began = monotonic()
    return read


def read_one(
    topic: Topic, item: Any, id_: IngestId, now: datetime, trace: Callable[[], str] = own_traceparent
) -> Outgoing | Refused:
    """The record that an item becomes. A posting may fit as it came, and be too large by the id it was given. One that
    comes alone belongs to its request's trace, one of many has its own."""
    posting = read_posting(parsed(item) if isinstance(item, bytes) else item, str(id_))
    if not isinstance(posting, RawJob):
        return posting
    try:
        return encode(topic, posting.key, posting, Stamp(SOURCE, now, trace()))
    except InvalidRecord as error:
        return Refused(str(error), error.field)
