"""Ads that ended without a word from their platform, and what that makes of their openings."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from rematch_dedup.domain.known import Known
from rematch_dedup.domain.openings import settle
from rematch_dedup.domain.types import Ad, AdKey, Effect, Gone


def end(ended: Sequence[tuple[AdKey, Gone]], known: Known) -> Effect:
    """Let these ads be gone, and `known` know. An opening closes with its last open ad, for that one's reason."""
    ads: list[Ad] = []
    reasons: dict[UUID, Gone] = {}
    for key, why in ended:
        ad = replace(known.ads[key], gone=why)
        known.put(ad)
        ads.append(ad)
        reasons[ad.job_id] = why
    changes = tuple(settle(known.openings[job_id], known.members(job_id), why) for job_id, why in reasons.items())
    known.apply(changes)
    return Effect(tuple(ads), changes)
