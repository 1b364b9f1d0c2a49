"""Is it a known ad, one more ad of a known opening, or a new opening? What is cheap to know is asked first."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID, uuid5

from rematch_common.contracts import CloseReason, RawJob
from rematch_dedup.domain.blocks import blocks_of
from rematch_dedup.domain.judgement import Thresholds
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.lifecycle import ends, first_sight, gone, seen_again
from rematch_dedup.domain.openings import by_age, merged, settle
from rematch_dedup.domain.placing import Placing, place
from rematch_dedup.domain.types import Ad, AdKey, Change, Decision, Filing, Gone, Sighting, Why

_OPENINGS = UUID("0b8c2f2a-7f0e-5b43-8e1d-3d7b0f1f6a10")
_RAW = UUID("4d1f6f9e-4b57-5b1c-9a3e-9d2f4b6a7c21")
# What an external id may have. An address may have more, and more than an index of PostgreSQL takes.
_LONGEST_ID = 300


@dataclass(frozen=True, slots=True)
class Rules:
    """What an operator may set."""

    limits: Thresholds = field(default_factory=Thresholds)
    kept: timedelta = timedelta(days=30)
    """How long an ad that nobody closes counts as open."""


def ad_key(raw: RawJob) -> AdKey:
    """Which ad on which platform: by the platform's own id, else by its address."""
    return raw.source, short(raw.external_id or raw.url or "")


def short(address: str) -> str:
    """An address that may be an id: itself, or its beginning and a digest of all of it."""
    if len(address) <= _LONGEST_ID:
        return address
    digest = hashlib.sha256(address.encode()).hexdigest()
    return f"{address[: _LONGEST_ID - len(digest) - 1]}#{digest}"


def opening_id(ad: AdKey) -> UUID:
    """The id of the opening that this ad begins: the same whenever and wherever it is decided."""
    return uuid5(_OPENINGS, f"{ad[0]}:{ad[1]}")


def raw_id(coordinates: str, timestamp_ms: int) -> UUID:
    """A raw record's own id. With its timestamp, so that a topic made anew does not look already decided."""
    return uuid5(_RAW, f"{coordinates}@{timestamp_ms}")


def decide(sighting: Sighting, known: Known, rules: Rules) -> Decision:
    """Decide, and let `known` know."""
    ad = known.ads.get(sighting.ad)
    decision = _again(sighting, ad, known, rules) if ad is not None else _first(sighting, known, rules)
    for changed in (decision.ad, *decision.moved):
        known.put(changed)
    known.apply(decision.changes)
    filed = tuple(_filings(decision, ad, known))
    for filing in filed:
        known.file(filing)
    return replace(decision, filed=filed)


def _again(sighting: Sighting, ad: Ad, known: Known, rules: Rules) -> Decision:
    """Stage 1: an ad that was seen before."""
    stretched = replace(
        ad, first_seen=min(ad.first_seen, sighting.seen_at), last_seen=max(ad.last_seen, sighting.seen_at)
    )
    if sighting.seen_at < ad.scraped_at:
        return Decision(sighting, "refreshed", stretched, (), ())
    newer = seen_again(stretched, sighting, rules.kept)
    if newer.facts.content_hash == ad.facts.content_hash and newer.gone == ad.gone:
        return Decision(sighting, "refreshed", newer, (), ())
    return Decision(sighting, "updated", newer, (), (_settled(newer, known, ()),))


def _first(sighting: Sighting, known: Known, rules: Rules) -> Decision:
    placing = place(sighting, known, rules.limits)
    if placing.job_id is None:
        ad = _ad(sighting, opening_id(sighting.ad), placing.why, rules)
        return Decision(sighting, "new_opening", ad, (), (settle(None, [ad]),))
    return _joined(sighting, placing, known, rules)


def _joined(sighting: Sighting, placing: Placing, known: Known, rules: Rules) -> Decision:
    """One more ad of an opening; the eldest one, where it shows several openings to be one."""
    ids = [job_id for job_id in (placing.job_id, *placing.also) if job_id is not None]
    elder, *younger = (opening.job_id for opening in by_age(known.openings[job_id] for job_id in ids))
    ad = _ad(sighting, elder, placing.why, rules)
    moved = tuple(replace(m, job_id=elder) for job_id in younger for m in known.members(job_id))
    closed = tuple(merged(known.openings[job_id], elder) for job_id in younger)
    return Decision(sighting, "ad_of_opening", ad, moved, (_settled(ad, known, moved), *closed))


def _filings(decision: Decision, before: Ad | None, known: Known) -> Iterator[Filing]:
    """One ad of each text of an opening is to be found: another one with the very same words leads nowhere else."""
    ad = decision.ad
    if before is not None and before.facts.text_hash == ad.facts.text_hash:
        return
    if not known.leads_to(ad):
        yield Filing(ad.key, decision.sighting.blocks.filed)
    if before is None:
        return
    left = [member for member in known.members(ad.job_id) if member.facts.text_hash == before.facts.text_hash]
    if left and not known.leads_to(left[0]):
        yield Filing(left[0].key, blocks_of(left[0].facts).filed)


def _settled(ad: Ad, known: Known, moved: tuple[Ad, ...]) -> Change:
    others = [member for member in known.members(ad.job_id) if member.key != ad.key]
    reason: CloseReason = ad.gone or "closed_at_source"
    return settle(known.openings[ad.job_id], [*others, ad, *moved], reason)


def _ad(sighting: Sighting, job_id: UUID, why: Why, rules: Rules) -> Ad:
    since, seen = first_sight(sighting)
    ends_at = ends(sighting, since, rules.kept)
    left: Gone | None = gone(sighting, ends_at)
    return Ad(
        key=sighting.ad,
        job_id=job_id,
        url=sighting.raw.url,
        facts=sighting.facts,
        why=why,
        gone=left,
        scraped_at=seen,
        first_seen=seen,
        last_seen=seen,
        ends_at=ends_at,
        scope=sighting.raw.scrape_role,
    )


__all__ = ["Ad", "AdKey", "Change", "Decision", "Rules", "Sighting", "ad_key", "decide", "opening_id", "raw_id"]
