"""What becomes of a posting."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from rematch_common.contracts import IngestOutcome
from rematch_ingest.domain.ids import IngestId, read_id
from rematch_ingest.domain.reading import Refused

Outcome = Literal["new_opening", "ad_of_opening", "updated", "refreshed", "rejected"]
AT_THE_DOOR = "ingest"


@dataclass(frozen=True, slots=True)
class Receipt:
    """So many postings of a tenant were taken in: places 0 to `items` - 1 (of an import: its lines)."""

    receipt_id: UUID
    tenant_id: str
    items: int
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on one posting; `detail` is a sentence for who sent it."""

    id: IngestId
    outcome: Outcome
    decided_at: datetime
    job_id: UUID | None = None
    stage: str | None = None
    evidence: str = "{}"
    reason: str | None = None
    field: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """A posting that is known; undecided while it is queued."""

    taken_at: datetime
    decision: Decision | None


def decision_of(told: IngestOutcome, evidence: str) -> Decision | None:
    """What dedup says of a posting that came through this door; None for any other."""
    found = read_id(told.ingest_id or "")
    if found is None:
        return None
    return Decision(
        id=found,
        outcome=told.outcome,
        decided_at=told.decided_at,
        job_id=told.job_id,
        stage=told.stage,
        evidence=evidence,
        reason=told.reason,
        field=told.field,
        detail=_dead_lettered(told) if told.outcome == "rejected" else None,
    )


def _dead_lettered(told: IngestOutcome) -> str:
    where = f"{told.raw.topic} partition {told.raw.partition} offset {told.raw.offset}"
    of_field = f" at the field {told.field}" if told.field else ""
    return f"dedup could not read it ({told.reason or 'no reason'}{of_field}): it lies in the dead letters of {where}"


def refusal(id_: IngestId, refused: Refused, now: datetime) -> Decision:
    """A posting that was not accepted at the door."""
    return Decision(
        id_, "rejected", now, stage=AT_THE_DOOR, reason="invalid", field=refused.field, detail=refused.reason
    )


def final(decisions: list[Decision]) -> list[Decision]:
    """One of each posting: the first, since a record that was sent twice is new once; but a rejection gives way to
    what was decided when it was sent again."""
    kept: dict[IngestId, Decision] = {}
    for decision in decisions:
        known = kept.get(decision.id)
        if known is None or (known.outcome == "rejected" and decision.outcome != "rejected"):
            kept[decision.id] = decision
    return list(kept.values())
