"""Take in postings: publish what can be read, and say of each item what becomes of it."""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

from rematch_common.clock import Now
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import RAW_JOBS, RawJob
from rematch_common.errors import InvalidRecord
from rematch_common.records import Outgoing
from rematch_common.tracing import new_traceparent
from rematch_ingest.domain.postings import read_posting
from rematch_ingest.domain.reading import Refused
from rematch_ingest.handlers.answers import SOURCE, Answer, count


class Raw(Protocol):
    """Where raw postings go. Returns when all of them are safe; raises DependencyAway."""

    async def publish(self, records: Sequence[Outgoing]) -> None: ...


class NewId(Protocol):
    """Makes an id that nobody has."""

    def __call__(self) -> str: ...


async def take_postings(items: Sequence[Any], raw: Raw, new_id: NewId, now: Now) -> list[Answer]:
    """In the order given."""
    read = await asyncio.to_thread(_read_postings, items, new_id, now)
    await raw.publish([record for _, record in read if isinstance(record, Outgoing)])
    answers = [Answer.of(ingest_id, record) for ingest_id, record in read]
    count("posting", answers)
    return answers


def _read_postings(items: Sequence[Any], new_id: NewId, now: Now) -> list[tuple[str, Outgoing | Refused]]:
    """In a thread: a large request takes a second, in which the loop answers others."""
    read = []
    for item in items:
        ingest_id = new_id()
        posting = read_posting(item, ingest_id)
        read.append((ingest_id, _encoded(posting, now) if isinstance(posting, RawJob) else posting))
    return read


def _encoded(posting: RawJob, now: Now) -> Outgoing | Refused:
    """A posting may fit as it came, and be too large by the id it was given."""
    try:
        return encode(RAW_JOBS, posting.key, posting, Stamp(SOURCE, now(), new_traceparent()))
    except InvalidRecord as error:
        return Refused(str(error), error.field)
