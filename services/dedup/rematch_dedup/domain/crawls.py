"""Which crawls are believed: what one says is gone ends openings that are everybody's."""

from dataclasses import dataclass
from datetime import datetime

from rematch_common.contracts import Alert

FEW = 10
"""Of so few open ads all may well be gone at once."""
NOT_BELIEVED = "crawl_not_believed"


@dataclass(frozen=True, slots=True)
class Crawl:
    """A complete crawl of a scope of a source, beside what is known: `open` ads, of which it `missed` some."""

    source: str
    scope: str
    finished: datetime
    open: int
    missed: int

    @property
    def believed(self) -> bool:
        """Platforms don't lose most of their ads between two crawls; scrapers that are blocked, or lie, do."""
        return self.open <= FEW or 2 * self.missed <= self.open


def not_believed(crawl: Crawl) -> Alert:
    return Alert(
        source="dedup",
        kind=NOT_BELIEVED,
        severity="warning",
        text=f"A crawl of {crawl.source} told as complete misses {crawl.missed:,} of {crawl.open:,} open ads and does "
        "not count: see whether the platform blocks its scraper, or which key sent it. Ads that are really gone end a "
        "month after they were posted.",
        subject=_subject(crawl.source, crawl.scope),
        first_at=crawl.finished,
    )


def believed_again(source: str, scope: str, since: datetime, now: datetime) -> Alert:
    """A later crawl of the same scope counts."""
    return Alert(
        source="dedup",
        kind=NOT_BELIEVED,
        severity="warning",
        text=f"A crawl of {source} counts again.",
        subject=_subject(source, scope),
        first_at=since,
        resolved_at=now,
    )


def _subject(source: str, scope: str) -> str:
    return f"{source}/{scope}"[:1_000]
