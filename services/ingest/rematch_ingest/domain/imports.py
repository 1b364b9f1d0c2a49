"""An import: a file of postings, how far it is, and what has become of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from rematch_ingest.domain.cutting import Format

State = Literal["receiving", "publishing", "deciding", "completed", "failed"]
# What older clients know.
OLDER_STATES: Mapping[State, str] = {"completed": "COMPLETED", "failed": "FAILED"}
LISTED_FAILURES = 1_000


@dataclass(frozen=True, slots=True)
class Upload:
    """What is about to be uploaded. `source` is that of items which name none; `repeatable`: a repetition is the same
    import."""

    import_id: UUID
    tenant_id: str
    name: str
    format: Format
    source: str | None = None
    repeatable: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """`lines`: items read so far; `refused`: those that were not accepted; the rest is what dedup has said."""

    lines: int = 0
    published: int = 0
    refused: int = 0
    new: int = 0
    joined: int = 0
    refreshed: int = 0
    updated: int = 0
    rejected: int = 0

    @property
    def decided(self) -> int:
        return self.new + self.joined + self.refreshed + self.updated + self.rejected

    @property
    def failed(self) -> int:
        return self.refused + self.rejected

    @property
    def duplicate(self) -> int:
        return self.joined + self.refreshed


@dataclass(frozen=True, slots=True)
class Import:
    """One import. `total` is known once the upload is whole."""

    import_id: UUID
    tenant_id: str
    name: str
    format: str
    source: str | None
    stage: Literal["receiving", "taken", "failed"]
    problem: str | None
    sha256: bytes | None
    bytes: int
    total: int
    pieces: int
    pieces_read: int
    counts: Counts
    started_at: datetime
    taken_at: datetime | None
    ended_at: datetime | None

    @property
    def state(self) -> State:
        if self.stage != "taken":
            return self.stage
        if self.pieces_read < self.pieces:
            return "publishing"
        return "deciding" if self.counts.decided < self.counts.published else "completed"

    @property
    def progress(self) -> float:
        """The share of its items whose fate is known."""
        known = self.counts.decided + self.counts.refused
        return round(min(1.0, known / self.total), 4) if self.total else 0.0


def shown(one: Import) -> dict[str, Any]:
    """As it is told."""
    counts = one.counts
    return {
        "import_id": one.import_id,
        "state": one.state,
        "name": one.name,
        "format": one.format,
        "source": one.source,
        "bytes": one.bytes,
        "total": one.total,
        "read": counts.lines,
        "published": counts.published,
        "new": counts.new,
        "duplicate": counts.duplicate,
        "updated": counts.updated,
        "failed": counts.failed,
        "progress": one.progress,
        "problem": one.problem,
        "started_at": one.started_at,
        "uploaded_at": one.taken_at,
        "ended_at": one.ended_at,
    }


def shown_as_batch(one: Import) -> dict[str, Any]:
    """As older clients know it: a posting that was known already is neither new nor updated nor failed."""
    return {
        "batch_id": one.import_id,
        "platform": one.source,
        "total_jobs": one.total,
        "new_jobs": one.counts.new,
        "updated_jobs": one.counts.updated,
        "duplicate_jobs": one.counts.duplicate,
        "failed_jobs": one.counts.failed,
        "import_status": OLDER_STATES.get(one.state, "IN_PROGRESS"),
        "error": one.problem,
        "created_at": one.started_at,
        "completed_at": one.ended_at,
    }
