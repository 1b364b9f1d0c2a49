"""What became of a raw posting."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from rematch_common.contracts.base import Event, Part
from rematch_common.contracts.fields import Code, ExternalId, Instant, Line, Offset, Source, Word

Outcome = Literal["new_opening", "ad_of_opening", "updated", "refreshed", "rejected"]


class RawCoordinates(Part):
    """Where the raw record lies."""

    topic: Word
    partition: Offset
    offset: Offset


class IngestOutcome(Event):
    """The decision on one raw posting. A record that could not be read has no source and no id."""

    ce_type: ClassVar[str] = "rematch.ingest.decided.v1"

    ingest_id: Word | None = None
    source: Source | None = None
    external_id: ExternalId | None = None
    raw: RawCoordinates
    outcome: Outcome
    job_id: UUID | None = None
    stage: Code | None = None
    evidence: dict[Word, Line | float | int | bool] = Field(default_factory=dict)
    reason: Code | None = None
    field: Line | None = None
    decided_at: Instant

    @property
    def key(self) -> str:
        if self.ingest_id:
            return self.ingest_id
        if self.source and self.external_id:
            return f"{self.source}:{self.external_id}"
        return f"{self.raw.topic}/{self.raw.partition}/{self.raw.offset}"
