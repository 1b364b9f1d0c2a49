"""Take in postings and candidates; make and revoke keys."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rematch_common import metrics
from rematch_common.clock import Now
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import RAW_JOBS, AccessKey, CandidateChanged, RawJob
from rematch_common.errors import InvalidRecord
from rematch_common.keys import Principal, mint
from rematch_common.records import Outgoing
from rematch_common.tracing import new_traceparent
from rematch_ingest.domain import Refused, read_candidate, read_posting
from rematch_ingest.ports import AccessKeys, Candidates

SOURCE = "rematch/ingest"


class Raw(Protocol):
    """Where raw postings go. Returns when all of them are safe; raises DependencyAway."""

    async def publish(self, records: Sequence[Outgoing]) -> None: ...


class NewId(Protocol):
    """Makes an id that nobody has."""

    def __call__(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of one item of a request."""

    id: str
    accepted: bool
    reason: str | None = None
    field: str | None = None
    version: int | None = None


async def take_postings(items: Sequence[Any], raw: Raw, new_id: NewId, now: Now) -> list[Answer]:
    """Publish what can be read, in the order given, and say of each item what becomes of it."""
    read = await asyncio.to_thread(_read_postings, items, new_id, now)
    await raw.publish([record for _, record in read if isinstance(record, Outgoing)])
    answers = [_answer(ingest_id, record) for ingest_id, record in read]
    _count("posting", answers)
    return answers


async def take_candidates(items: Sequence[Any], who: Principal, candidates: Candidates, now: Now) -> list[Answer]:
    """Store what can be read, and say of each item what becomes of it."""
    read = await asyncio.to_thread(lambda: [read_candidate(item, who.tenant_id) for item in items])
    saved = iter(await candidates.save([c for c in read if isinstance(c, CandidateChanged)], now()))
    answers = []
    for item, candidate in zip(items, read, strict=True):
        if isinstance(candidate, Refused):
            given = item.get("candidate_id") if isinstance(item, dict) else None
            answers.append(_answer(str(given or ""), candidate))
        else:
            answers.append(Answer(candidate.candidate_id, accepted=True, version=next(saved).version))
    _count("candidate", answers)
    return answers


async def create_key(keys: AccessKeys, tenant_id: str, scopes: Sequence[str], name: str | None, now: Now) -> str:
    """The new key's text: shown now, and never again."""
    new = mint()
    key = AccessKey(
        key_id=new.key_id, tenant_id=tenant_id, name=name, scopes=tuple(scopes), sha256=new.sha256, created_at=now()
    )
    await keys.add(key)
    return new.text


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


def _answer(item_id: str, read: Outgoing | Refused) -> Answer:
    if isinstance(read, Refused):
        return Answer(item_id, accepted=False, reason=read.reason, field=read.field)
    return Answer(item_id, accepted=True)


def _count(kind: str, answers: Sequence[Answer]) -> None:
    accepted = sum(answer.accepted for answer in answers)
    metrics.HTTP_RECORDS.labels(kind, "accepted").inc(accepted)
    metrics.HTTP_RECORDS.labels(kind, "refused").inc(len(answers) - accepted)
