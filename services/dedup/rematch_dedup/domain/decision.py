"""Is it a known ad, one more ad of a known opening, or a new opening? Exact stages; the order is the cost."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from rematch_common.contracts import RawJob
from rematch_dedup.domain.facts import Facts

_OPENINGS = UUID("0b8c2f2a-7f0e-5b43-8e1d-3d7b0f1f6a10")
# What an external id may have. An address may have more, and more than an index of PostgreSQL takes.
_LONGEST_ID = 300
_RAW = UUID("4d1f6f9e-4b57-5b1c-9a3e-9d2f4b6a7c21")

AdKey = tuple[str, str]
Outcome = Literal["new_opening", "ad_of_opening", "updated", "refreshed"]
Change = Literal["published", "updated", "closed"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One raw posting, read: which ad it is, what it says, when it was seen."""

    raw_id: UUID
    ad: AdKey
    raw: RawJob
    facts: Facts
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Ad:
    """One ad on one platform, as last seen."""

    key: AdKey
    job_id: UUID
    url: str | None
    open: bool
    content_hash: str
    scraped_at: datetime
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """One real opening: open while one of its ads is. Its facts are those of its lead ad, the first that was seen."""

    job_id: UUID
    version: int
    open: bool
    lead: AdKey
    facts: Facts
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What to store, what to say of the raw record, and what to publish: nothing, when nothing that matters changed."""

    sighting: Sighting
    outcome: Outcome
    stage: str
    ad: Ad
    opening: Opening
    change: Change | None


@dataclass(frozen=True, slots=True)
class Known:
    """Everything stored that a batch of sightings could touch."""

    ads: Mapping[AdKey, Ad]
    openings: Mapping[UUID, Opening]
    texts: Mapping[str, UUID]
    open_ads: Mapping[UUID, frozenset[AdKey]]

    def after(self, decision: Decision) -> "Known":
        """What is known once this decision is taken: the next sighting of the batch may be of the same opening."""
        opening = decision.opening
        return Known(
            {**self.ads, decision.ad.key: decision.ad},
            {**self.openings, opening.job_id: opening},
            {opening.facts.text_hash: opening.job_id, **self.texts},
            {**self.open_ads, opening.job_id: self.open_after(decision.ad)},
        )

    def open_after(self, ad: Ad) -> frozenset[AdKey]:
        """The open ads of an opening, once this one is as it is."""
        others = self.open_ads.get(ad.job_id, frozenset()) - {ad.key}
        return others | {ad.key} if ad.open else others


def ad_key(raw: RawJob) -> AdKey:
    """Which ad on which platform: by the platform's own id, else by its address."""
    address = raw.external_id or raw.url or ""
    if len(address) > _LONGEST_ID:
        digest = hashlib.sha256(address.encode()).hexdigest()
        address = f"{address[: _LONGEST_ID - len(digest) - 1]}#{digest}"
    return raw.source, address


def opening_id(ad: AdKey) -> UUID:
    """The id of the opening that this ad begins: the same whenever and wherever it is decided."""
    return uuid5(_OPENINGS, f"{ad[0]}:{ad[1]}")


def raw_id(coordinates: str, timestamp_ms: int) -> UUID:
    """A raw record's own id. With its timestamp, so that a topic made anew does not look already decided."""
    return uuid5(_RAW, f"{coordinates}@{timestamp_ms}")


def decide(sighting: Sighting, known: Known) -> Decision:
    ad = known.ads.get(sighting.ad)
    if ad is not None:
        return _seen_again(sighting, ad, known)
    same_text = known.texts.get(sighting.facts.text_hash)
    if same_text is not None:
        return _one_more_ad(sighting, known.openings[same_text], known)
    return _new(sighting)


def _new(sighting: Sighting) -> Decision:
    ad = _ad(sighting, opening_id(sighting.ad))
    opening = Opening(ad.job_id, 1, ad.open, ad.key, sighting.facts, sighting.seen_at)
    # Something first seen when it was already gone is kept, so that it is known again, and offered to nobody.
    return Decision(sighting, "new_opening", "new", ad, opening, "published" if ad.open else None)


def _one_more_ad(sighting: Sighting, opening: Opening, known: Known) -> Decision:
    ad = _ad(sighting, opening.job_id)
    after, change = _changed(opening, opening.facts, is_open=bool(known.open_after(ad)))
    return Decision(sighting, "ad_of_opening", "text_hash", ad, after, change)


def _seen_again(sighting: Sighting, ad: Ad, known: Known) -> Decision:
    opening = known.openings[ad.job_id]
    stretched = _stretched(ad, sighting)
    if sighting.seen_at < ad.scraped_at:
        return Decision(sighting, "refreshed", "source_id", stretched, opening, None)
    newer = replace(
        stretched,
        open=not _gone(sighting),
        content_hash=sighting.facts.content_hash,
        scraped_at=sighting.seen_at,
        url=sighting.raw.url or ad.url,
    )
    # Only the lead ad speaks for the opening; what another ad says of it is kept with that ad.
    facts = sighting.facts if ad.key == opening.lead else opening.facts
    after, change = _changed(opening, facts, is_open=bool(known.open_after(newer)))
    unchanged = change is None and newer.content_hash == ad.content_hash and newer.open == ad.open
    return Decision(sighting, "refreshed" if unchanged else "updated", "source_id", newer, after, change)


def _changed(opening: Opening, facts: Facts, *, is_open: bool) -> tuple[Opening, Change | None]:
    """The opening's next version, when there is something to say of it."""
    if is_open == opening.open and (not is_open or facts.content_hash == opening.facts.content_hash):
        return opening, None
    if not is_open:
        return replace(opening, open=False, version=opening.version + 1), "closed"
    return replace(opening, open=True, version=opening.version + 1, facts=facts), "updated"


def _gone(sighting: Sighting) -> bool:
    return sighting.raw.closed or sighting.raw.filled


def _ad(sighting: Sighting, job_id: UUID) -> Ad:
    seen = sighting.seen_at
    is_open = not _gone(sighting)
    return Ad(sighting.ad, job_id, sighting.raw.url, is_open, sighting.facts.content_hash, seen, seen, seen)


def _stretched(ad: Ad, sighting: Sighting) -> Ad:
    first, last = min(ad.first_seen, sighting.seen_at), max(ad.last_seen, sighting.seen_at)
    return replace(ad, first_seen=first, last_seen=last)
