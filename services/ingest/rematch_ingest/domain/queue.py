"""A role in the scrape queue, and the round in which a scraper has it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

SiteStatus = Literal["pending", "uploaded", "failed"]
MOST_HELD = 20
"""Roles that one key may have at once, unless a deployment says otherwise."""
_SLUG = re.compile(r"[a-z0-9_.-]{1,64}")
PLATFORMS = ("linkedin", "glassdoor", "indeed", "techfetch", "monster", "dice")


def platforms_of(told: str) -> tuple[str, ...]:
    """The usual six and those that a deployment adds ("lever, -monster"), in that order. Raises ValueError."""
    words = [word.strip().lower() for word in told.split(",") if word.strip()]
    if wrong := next((word for word in words if not _SLUG.fullmatch(word.removeprefix("-"))), None):
        raise ValueError(f"REMATCH_PLATFORMS: {wrong!r} is no platform: use letters, digits, '_', '.' and '-'")
    left_out = {word[1:] for word in words if word.startswith("-")}
    added = [word for word in words if not word.startswith("-")]
    return tuple(platform for platform in dict.fromkeys((*PLATFORMS, *added)) if platform not in left_out)


@dataclass(frozen=True, slots=True)
class Site:
    """One platform in a round. `seen`: how many ads, each counted once. `complete`: all that it shows was gone
    through, so what is missing is gone."""

    status: SiteStatus = "pending"
    received: int = 0
    seen: int = 0
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A role, whoever wants it. `round` counts how often it was given out, `holder` is the key that has, or had, it.
    `retries`: failures told since it was last scraped, of platforms too; `failed_rounds`: rounds that gave nothing."""

    queue_id: int
    role: str
    display: str
    waiting_since: datetime
    not_before: datetime
    status: Literal["pending", "scraping", "failed"] = "pending"
    category: str | None = None
    priority: int = 0
    candidate_count: int = 1
    round: int = 0
    holder: str | None = None
    started_at: datetime | None = None
    touched_at: datetime | None = None
    last_scraped_at: datetime | None = None
    retries: int = 0
    failed_rounds: int = 0
    last_error: str | None = None
    total_found: int = 0
    sites: Mapping[str, Site] = field(default_factory=dict)

    @property
    def scrape_ref(self) -> str:
        """What a posting of this round carries."""
        return f"{self.queue_id}-{self.round}"

    @property
    def open_sites(self) -> list[str]:
        return [platform for platform, site in self.sites.items() if site.status == "pending"]


@dataclass(frozen=True, slots=True)
class Turn:
    """Who speaks of which round. Scrapers that know nothing of rounds mean the one that they have."""

    queue_id: int
    holder: str
    round: int | None = None


def is_of(entry: Entry, turn: Turn) -> bool:
    """Whether the round is this scraper's: nobody else's is any of its business."""
    return entry.holder == turn.holder and turn.round in (None, entry.round)
