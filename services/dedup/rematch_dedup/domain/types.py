"""Ads and openings, and what is decided about them."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from rematch_common.contracts import CloseReason, RawJob
from rematch_dedup.domain.blocks import Blocks, blocks_of
from rematch_dedup.domain.facts import Facts

AdKey = tuple[str, str]
"""Source, and the platform's own id (or its address)."""
Stage = Literal["source_id", "text_hash", "text", "grey", "verdict", "none"]
Kind = Literal["original", "exact", "format", "semantic", "partial", "temporal", "agency"]
Outcome = Literal["new_opening", "ad_of_opening", "updated", "refreshed"]
Gone = Literal["closed_at_source", "filled", "expired", "unseen"]


@dataclass(frozen=True)
class Sighting:
    """One raw posting, read: which ad it is, what it says, when it was seen."""

    raw_id: UUID
    ad: AdKey
    raw: RawJob
    facts: Facts
    seen_at: datetime

    @cached_property
    def blocks(self) -> Blocks:
        """Where to look for ads like it; an ad that merely comes again is never asked."""
        return blocks_of(self.facts)


@dataclass(frozen=True, slots=True)
class Why:
    """Why an ad belongs to its opening: kept for as long as the ad is."""

    stage: Stage = "none"
    kind: Kind = "original"
    like: AdKey | None = None
    """The ad that it was found to be like."""
    similarity: float = 0.0
    evidence: dict[str, Any] = field(default_factory=dict)
    vetoes: tuple[str, ...] = ()
    """What would have spoken against it, was looked at, and didn't."""


@dataclass(frozen=True, slots=True)
class Ad:
    """One ad on one platform, as last seen."""

    key: AdKey
    job_id: UUID
    url: str | None
    facts: Facts
    why: Why
    gone: Gone | None
    scraped_at: datetime
    first_seen: datetime
    last_seen: datetime
    ends_at: datetime
    """When it counts as expired, unless it is posted anew."""
    scope: str | None = None
    """Whose crawls bring it."""
    missed: int = 0
    """How many complete crawls of that scope, one after the other, didn't."""

    @property
    def open(self) -> bool:
        return self.gone is None


@dataclass(frozen=True, slots=True)
class Opening:
    """One real opening: open while one of its ads is, told by the best that its ads say."""

    job_id: UUID
    version: int
    open: bool
    lead: AdKey
    """The ad whose text it has."""
    content_hash: str
    """Of what its ads say together. All else is theirs to tell, so nothing is kept twice."""
    first_seen: datetime
    merged_into: UUID | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An opening as it is now, and what is to be published of it."""

    opening: Opening
    kind: Literal["published", "updated", "closed"] | None
    facts: Facts | None = None
    """What its ads say together; of an opening that gave them away, nothing."""
    reason: CloseReason | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """An ad, and the blocks under which it is to be found from now on."""

    ad: AdKey
    blocks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What is different from now on: ads as they are now, openings, where ads are to be found."""

    ads: tuple[Ad, ...]
    changes: tuple[Change, ...]
    filed: tuple[Filing, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What to store, what to say of the raw record, and what to publish: nothing, when nothing that matters changed."""

    sighting: Sighting
    outcome: Outcome
    ad: Ad
    moved: tuple[Ad, ...]
    """Ads that came along from an opening which this one showed to be the same."""
    changes: tuple[Change, ...]
    filed: tuple[Filing, ...] = ()

    @property
    def effect(self) -> Effect:
        return Effect((self.ad, *self.moved), self.changes, self.filed)
