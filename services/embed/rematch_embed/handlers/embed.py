"""Give openings and people the vectors of their text; pass on what has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from rematch_common import metrics
from rematch_common.clock import Now
from rematch_common.codec import Stamp, encode
from rematch_common.consume import Received
from rematch_common.contracts import (
    CANDIDATE_PROFILES,
    DEDUPED_JOBS,
    EMBEDDED_CANDIDATES,
    EMBEDDED_JOBS,
    CandidateChanged,
    CandidateEmbedded,
    Embedding,
    Event,
    Introduction,
    JobEmbedded,
    JobPublished,
    JobUpdated,
    Lineage,
    Topic,
    base_topic,
    introducing,
)
from rematch_common.erasing import erasure_of, receipt
from rematch_common.faults import fault_point
from rematch_common.records import Outgoing
from rematch_common.tracing import traceparent_of
from rematch_embed.domain.keys import check_key
from rematch_embed.domain.texts import candidate_text, job_text, text_hash
from rematch_embed.handlers.forgetting import Forget
from rematch_embed.ports import Vectors

SOURCE = "rematch/embed"
Embeddings = tuple[Embedding, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Whose vectors these are: the reader's name, and where openings and people go with them."""

    name: str = "embed"
    jobs: Topic = EMBEDDED_JOBS
    candidates: Topic = EMBEDDED_CANDIDATES

    @classmethod
    def introducing(cls, model: str) -> Self:
        """Beside the model in force, whose records stay what they are."""
        jobs, candidates = introducing(EMBEDDED_JOBS, model), introducing(EMBEDDED_CANDIDATES, model)
        return cls(Introduction(model).reader, jobs, candidates)


class Embed:
    """The handler of deduped-jobs and candidate-profiles: a pure function of each record, one batch at a time."""

    def __init__(self, vectors: Vectors, now: Now, part: Part | None = None, forget: Forget | None = None) -> None:
        self._vectors = vectors
        self._now = now
        self._part = part or Part()
        self._forget = forget or Forget(vectors, ())

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        for received in batch:
            check_key(_topic(received), received.key, received.event)
        batch = self._forget.living(batch)
        texts = [_text(received.event) for received in batch]
        found = iter(await self._embedded(batch, texts))
        fault_point("embed.embedded")
        now = self._now()
        outgoing = []
        for received, text in zip(batch, texts, strict=True):
            embeddings = () if text is None else tuple(next(found))
            if self._forget.is_over(received):  # erased while their text was embedded
                await self._forget(received.key)
                continue
            outgoing.append(_passed_on(received, text, embeddings, now, self._part))
        return [*outgoing, *await self._forgotten(batch, now)]

    async def _embedded(self, batch: Sequence[Received], texts: Sequence[str | None]) -> Sequence[Sequence[Embedding]]:
        owned, before = _owned(batch, texts), self._forget.times
        await self._forget.note(owned)
        found = await self._vectors.of([text for text in texts if text is not None])
        if self._forget.times != before:
            # Somebody was forgotten meanwhile, and whose vectors these are with them: they could never be found again.
            await self._forget.note(owned)
        return found

    async def _forgotten(self, batch: Sequence[Received], now: datetime) -> list[Outgoing]:
        """Behind the vectors of what came before a tombstone in the same batch. Receipts for those that want one."""
        receipts = []
        for received in batch:
            if received.event is None and _topic(received) is CANDIDATE_PROFILES:
                texts = await self._forget(received.key)
                if erasure := erasure_of(received.record):
                    receipts.append(receipt(erasure, self._part.name, now, {"cached_texts": texts, "tombstones": 1}))
        return receipts


def _topic(received: Received) -> Topic:
    """The one that it came from, or beside which the retry topic stands."""
    return DEDUPED_JOBS if base_topic(received.record.topic) == DEDUPED_JOBS.name else CANDIDATE_PROFILES


def _text(event: Event | None) -> str | None:
    if isinstance(event, JobPublished | JobUpdated):
        return job_text(event)
    if isinstance(event, CandidateChanged):
        return candidate_text(event)
    return None


def _owned(batch: Sequence[Received], texts: Sequence[str | None]) -> list[tuple[str, str]]:
    """People's keys and the hashes of their texts."""
    pairs = zip(batch, texts, strict=True)
    return [(one.key, text_hash(text)) for one, text in pairs if text is not None and _is_person(one.event)]


def _is_person(event: Event | None) -> bool:
    return isinstance(event, CandidateChanged)


def _passed_on(received: Received, text: str | None, embeddings: Embeddings, now: datetime, part: Part) -> Outgoing:
    erasure = erasure_of(received.record)
    erasure_id = erasure.erasure_id if erasure else None
    stamp = Stamp(SOURCE, now, traceparent_of(received.record), received.record.version, erasure_id)
    event = received.event
    if text is None:
        # A closed opening, or a tombstone: there is nothing to embed, and everything to pass on.
        onward = part.jobs if _topic(received) is DEDUPED_JOBS else part.candidates
        return encode(onward, received.key, event, stamp)
    if isinstance(event, CandidateChanged):
        return encode(part.candidates, received.key, _candidate(received, event, text, embeddings, now), stamp)
    assert isinstance(event, JobPublished | JobUpdated)
    embedded = JobEmbedded.model_construct(**dict(event), embeddings=embeddings, text_hash=text_hash(text)).model_copy(
        update={"lineage": _lineage(event.lineage, now, part.name)}
    )
    return encode(part.jobs, received.key, embedded, stamp)


def _candidate(
    received: Received, event: CandidateChanged, text: str, embeddings: Embeddings, now: datetime
) -> CandidateEmbedded:
    lineage = Lineage(
        raw_topic=received.record.topic,
        raw_partition=received.record.partition,
        raw_offset=received.record.offset,
        embedded_at=now,
    )
    return CandidateEmbedded.model_construct(
        **dict(event), embeddings=embeddings, text_hash=text_hash(text), lineage=lineage
    )


def _lineage(lineage: Lineage | None, now: datetime, stage: str) -> Lineage:
    before = lineage or Lineage()
    if before.received_at is not None:
        metrics.STAGE_LAG.labels(stage).observe(max(0.0, (now - before.received_at).total_seconds()))
    return before.model_copy(update={"embedded_at": now})
