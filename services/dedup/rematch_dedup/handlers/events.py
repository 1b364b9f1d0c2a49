"""What is said of a decision."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from rematch_common.clock import from_millis
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import (
    DEDUPED_JOBS,
    INGEST_OUTCOMES,
    MAX_ADS,
    AdRef,
    Event,
    IngestOutcome,
    JobClosed,
    JobPublished,
    JobUpdated,
    Lineage,
    RawCoordinates,
)
from rematch_common.records import Entry, Record
from rematch_common.tracing import traceparent_of
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.types import Ad, AdKey, Change, Decision

SOURCE = "rematch/dedup"
_LONGEST_LINE = 1_000


@dataclass(frozen=True)
class Origin:
    """When something was decided, and the raw record that it came from: a timer or a verdict has none.

    All that is said of one record is of one trace, also where the record began none.
    """

    record: Record | None
    now: datetime

    @cached_property
    def stamp(self) -> Stamp:
        return Stamp(SOURCE, self.now, traceparent_of(self.record) if self.record else None)

    @cached_property
    def lineage(self) -> Lineage:
        record = self.record
        if record is None:
            return Lineage(deduped_at=self.now)
        return Lineage(
            raw_topic=record.topic,
            raw_partition=record.partition,
            raw_offset=record.offset,
            received_at=from_millis(record.timestamp_ms),
            deduped_at=self.now,
        )


def job_events(changes: Sequence[Change], known: Known, origin: Origin) -> Iterator[Entry]:
    """What downstream must hear: of openings that are new, say something else, or are gone."""
    for change in changes:
        if change.kind is not None:
            event = _job_event(change, known.members(change.opening.job_id), origin)
            yield Entry(encode(DEDUPED_JOBS, event.key, event, origin.stamp), change.opening.version, keep=True)


def _job_event(change: Change, ads: Sequence[Ad], origin: Origin) -> Event:
    opening = change.opening
    if change.facts is None or change.kind == "closed":
        return JobClosed(
            job_id=opening.job_id,
            version=opening.version,
            reason=change.reason or "closed_at_source",
            merged_into=opening.merged_into,
            occurred_at=origin.now,
            lineage=origin.lineage,
        )
    model = JobPublished if change.kind == "published" else JobUpdated
    newest = sorted(ads, key=lambda ad: ad.last_seen, reverse=True)[:MAX_ADS]
    return model.model_validate(
        {
            **change.facts.fields,
            "job_id": opening.job_id,
            "version": opening.version,
            "content_hash": opening.content_hash,
            "ads": [_ad_ref(ad) for ad in newest],
            "first_seen": opening.first_seen,
            "lineage": origin.lineage,
        }
    )


def _ad_ref(ad: Ad) -> AdRef:
    source, external_id = ad.key
    return AdRef(source=source, external_id=external_id, url=ad.url, first_seen=ad.first_seen, last_seen=ad.last_seen)


def outcome_event(decision: Decision, origin: Origin) -> Entry:
    """The answer to whoever handed the record in."""
    record, raw = origin.record, decision.sighting.raw
    assert record is not None
    outcome = IngestOutcome(
        ingest_id=raw.ingest_id,
        source=raw.source,
        external_id=decision.sighting.ad[1],
        raw=RawCoordinates(topic=record.topic, partition=record.partition, offset=record.offset),
        outcome=decision.outcome,
        job_id=decision.ad.job_id,
        stage="source_id" if decision.outcome in ("refreshed", "updated") else decision.ad.why.stage,
        evidence=_evidence(decision),
        decided_at=origin.now,
    )
    # A raw record has one outcome, so its own id serves as the version of what is said of it.
    version = decision.sighting.raw_id.int >> 76
    return Entry(encode(INGEST_OUTCOMES, outcome.key, outcome, origin.stamp), version, keep=False)


def _evidence(decision: Decision) -> dict[str, str | float | int | bool]:
    why = decision.ad.why
    if decision.outcome in ("refreshed", "updated"):
        return {"open": decision.ad.open}
    told: dict[str, Any] = {"kind": why.kind, **why.evidence}
    if why.like is not None:
        told |= {"like": _named(why.like), "similarity": round(why.similarity, 3), "vetoes_checked": why.vetoes}
    return _flat(told)


def _named(ad: AdKey) -> str:
    return f"{ad[0]}:{ad[1]}"


def _flat(told: Mapping[str, Any]) -> dict[str, str | float | int | bool]:
    """As the contract has it: lines and numbers."""
    return {name: value if isinstance(value, bool | int | float) else _line(value) for name, value in told.items()}


def _line(value: Any) -> str:
    text = value if isinstance(value, str) else ", ".join(map(str, value)) if value is not None else ""
    return text[:_LONGEST_LINE]
