"""How long an ad lives, and what brings it back."""

from dataclasses import replace
from datetime import datetime, timedelta

from rematch_dedup.domain.types import Ad, Gone, Sighting

MISSES = 2
"""Complete crawls, one after the other, that must have missed an ad before it counts as gone."""


def first_sight(sighting: Sighting) -> tuple[datetime, datetime]:
    """From when on an ad is counted as posted: as the platform says, but not later than it was seen."""
    posted = sighting.raw.posted_at
    return min(posted, sighting.seen_at) if posted else sighting.seen_at, sighting.seen_at


def ends(sighting: Sighting, since: datetime, kept: timedelta) -> datetime:
    """A month after it was posted, or earlier where the platform says so."""
    end = since + kept
    said = sighting.raw.expires_at
    return min(end, said) if said is not None and said > since else end


def gone(sighting: Sighting, ends_at: datetime) -> Gone | None:
    if sighting.raw.filled:
        return "filled"
    if sighting.raw.closed:
        return "closed_at_source"
    return "expired" if ends_at <= sighting.seen_at else None


def seen_again(ad: Ad, sighting: Sighting, kept: timedelta) -> Ad:
    """The ad as this later sighting shows it. An expired one comes back only when it was posted anew or changed:
    a platform that shows a dead ad for another year must not open and close it day by day."""
    if ad.gone == "expired" and (sighting.facts.content_hash != ad.facts.content_hash or _posted_later(ad, sighting)):
        posted = sighting.raw.posted_at
        since = posted if posted is not None and _posted_later(ad, sighting) else sighting.seen_at
        ends_at = ends(sighting, min(since, sighting.seen_at), kept)
        left = gone(sighting, ends_at)
    else:
        ends_at = ad.ends_at
        # Seen before its end and heard of after it, it has ended all the same.
        left = gone(sighting, ends_at) or ("expired" if ad.gone == "expired" else None)
    return replace(
        ad,
        url=sighting.raw.url or ad.url,
        facts=sighting.facts,
        gone=left,
        scraped_at=sighting.seen_at,
        ends_at=ends_at,
        scope=sighting.raw.scrape_role or ad.scope,
        missed=0,
    )


def _posted_later(ad: Ad, sighting: Sighting) -> bool:
    before, now = ad.facts.fields.get("posted_at"), sighting.raw.posted_at
    if now is None:
        return False
    return before is None or now > datetime.fromisoformat(before)
