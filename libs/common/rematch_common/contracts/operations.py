"""Records about the running of the system itself."""

from typing import ClassVar, Literal

from pydantic import Field

from rematch_common.contracts.base import Event, Incoming
from rematch_common.contracts.fields import Code, Count, Id, Instant, Line, Source, Version, Word

Severity = Literal["info", "warning", "critical"]


class CrawlReport(Incoming):
    """A crawl of a platform ended; what a complete one didn't see in its scope is no longer there."""

    ce_type: ClassVar[str] = "rematch.crawl.reported.v1"

    source: Source
    scope: Line = Field(description="what was crawled: all, or the query or board")
    started: Instant
    finished: Instant
    complete: bool
    seen: Count = Field(description="how many postings it saw")
    scrape_ref: Word | None = None

    @property
    def key(self) -> str:
        return self.source


class Alert(Event):
    """Something an operator should know."""

    ce_type: ClassVar[str] = "rematch.alert.raised.v1"

    source: Word
    kind: Code
    severity: Severity
    text: Line
    subject: Line | None = None
    first_at: Instant
    resolved_at: Instant | None = None
    tenant_id: Id | None = Field(default=None, description="whose it is, where it is not the deployment's")

    @property
    def key(self) -> str:
        return self.source


class ErasureReceipt(Event):
    """One store has forgotten what an erasure asked it to forget."""

    ce_type: ClassVar[str] = "rematch.erasure.done.v1"

    erasure_id: Word
    store: Word
    done_at: Instant
    counts: dict[Word, Count] = Field(default_factory=dict)
    tenant_id: Id | None = None
    candidate_id: Id | None = Field(
        default=None, description="whose erasure it is: an id that people choose, so that the erasure can be done again"
    )
    version: Version | None = Field(default=None, description="of the person's tombstone")
    gone_by: Instant | None = Field(
        default=None, description="when the last copy is gone that can't be taken out alone"
    )

    @property
    def key(self) -> str:
        return self.erasure_id
