"""Decide about a batch of raw postings, and say what was decided."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from rematch_common import metrics
from rematch_common.clock import Now, from_millis
from rematch_common.codec import Stamp, encode
from rematch_common.consume import Received
from rematch_common.contracts import (
    DEDUPED_JOBS,
    INGEST_OUTCOMES,
    MAX_ADS,
    AdRef,
    Event,
    IngestOutcome,
    JobClosed,
    JobPublished,
    JobUpdated,
    Lineage,
    RawCoordinates,
    RawJob,
)
from rematch_common.faults import fault_point
from rematch_common.records import Entry, Outgoing
from rematch_common.tracing import traceparent_of
from rematch_dedup.domain.decision import Ad, AdKey, Decision, Sighting, ad_key, decide, raw_id
from rematch_dedup.domain.facts import understand
from rematch_dedup.ports import Openings, Session

SOURCE = "rematch/dedup"
# How far ahead a scraper's clock may be, time zones forgotten included.
_FAST_CLOCK = timedelta(days=1)


class Deduplicate:
    """The handler of raw-jobs. Its events go through the outbox, so it returns none to publish."""

    def __init__(self, openings: Openings, now: Now) -> None:
        self._openings = openings
        self._now = now

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        sightings = await asyncio.to_thread(_read, batch, self._now())
        records = {sighting.raw_id: received for sighting, received in zip(sightings, batch, strict=True)}
        async with self._openings.session(sightings) as session:
            decisions = await _decide_all(session, sightings)
            ads = await _ads_after(session, decisions)
            now = self._now()
            events = [e for d in decisions for e in _events(d, records[d.sighting.raw_id], ads, now)]
            await session.save(decisions, events)
            fault_point("dedup.written")
        fault_point("dedup.committed")
        for received in records.values():
            lag = (now - from_millis(received.record.timestamp_ms)).total_seconds()
            metrics.STAGE_LAG.labels("dedup").observe(max(0.0, lag))
        return ()


def _read(batch: Sequence[Received], now: datetime) -> list[Sighting]:
    return [_sighting(received, now) for received in batch]


def _sighting(received: Received, now: datetime) -> Sighting:
    raw = received.event
    assert isinstance(raw, RawJob)
    record = received.record
    # A date in the future would keep every later scrape from changing the ad until then.
    seen_at = min(raw.scraped_at or from_millis(record.timestamp_ms), now + _FAST_CLOCK)
    return Sighting(raw_id(record.coordinates, record.timestamp_ms), ad_key(raw), raw, understand(raw), seen_at)


async def _decide_all(session: Session, sightings: Sequence[Sighting]) -> list[Decision]:
    before = await session.decided(sightings)
    fresh = [sighting for sighting in sightings if sighting.raw_id not in before]
    known = await session.known(fresh)
    decisions = []
    for sighting in fresh:
        decision = decide(sighting, known)
        known = known.after(decision)
        decisions.append(decision)
    return decisions


async def _ads_after(session: Session, decisions: Sequence[Decision]) -> dict[UUID, dict[AdKey, Ad]]:
    """The ads of every opening that will be spoken of, as they are after these decisions."""
    spoken = [d.opening.job_id for d in decisions if d.change in ("published", "updated")]
    stored = await session.ads_of(spoken)
    ads: dict[UUID, dict[AdKey, Ad]] = defaultdict(dict)
    for job_id, found in stored.items():
        ads[job_id] = {ad.key: ad for ad in found}
    for decision in decisions:
        ads[decision.ad.job_id][decision.ad.key] = decision.ad
    return ads


def _events(decision: Decision, received: Received, ads: dict[UUID, dict[AdKey, Ad]], now: datetime) -> list[Entry]:
    stamp = Stamp(SOURCE, now, traceparent_of(received.record))
    entries = []
    if decision.change is not None:
        event = _job_event(decision, received, list(ads[decision.opening.job_id].values()), now)
        outgoing = encode(DEDUPED_JOBS, event.key, event, stamp)
        entries.append(Entry(outgoing, decision.opening.version, keep=True))
    outcome = _outcome(decision, received, now)
    # A raw record has one outcome, so its own id serves as the version of what is said of it.
    version = decision.sighting.raw_id.int >> 76
    entries.append(Entry(encode(INGEST_OUTCOMES, outcome.key, outcome, stamp), version, keep=False))
    return entries


def _job_event(decision: Decision, received: Received, ads: list[Ad], now: datetime) -> Event:
    opening, raw = decision.opening, decision.sighting.raw
    lineage = _lineage(received, now)
    if decision.change == "closed":
        reason = "filled" if raw.filled else "closed_at_source"
        return JobClosed(
            job_id=opening.job_id, version=opening.version, reason=reason, occurred_at=now, lineage=lineage
        )
    model = JobPublished if decision.change == "published" else JobUpdated
    newest = sorted(ads, key=lambda ad: ad.last_seen, reverse=True)[:MAX_ADS]
    return model.model_validate(
        {
            **opening.facts.fields,
            "job_id": opening.job_id,
            "version": opening.version,
            "content_hash": opening.facts.content_hash,
            "ads": [_ad_ref(ad) for ad in newest],
            "first_seen": opening.first_seen,
            "lineage": lineage,
        }
    )


def _ad_ref(ad: Ad) -> AdRef:
    source, external_id = ad.key
    return AdRef(source=source, external_id=external_id, url=ad.url, first_seen=ad.first_seen, last_seen=ad.last_seen)


def _lineage(received: Received, now: datetime) -> Lineage:
    record = received.record
    return Lineage(
        raw_topic=record.topic,
        raw_partition=record.partition,
        raw_offset=record.offset,
        received_at=from_millis(record.timestamp_ms),
        deduped_at=now,
    )


def _outcome(decision: Decision, received: Received, now: datetime) -> IngestOutcome:
    record, raw = received.record, decision.sighting.raw
    return IngestOutcome(
        ingest_id=raw.ingest_id,
        source=raw.source,
        external_id=decision.sighting.ad[1],
        raw=RawCoordinates(topic=record.topic, partition=record.partition, offset=record.offset),
        outcome=decision.outcome,
        job_id=decision.opening.job_id,
        stage=decision.stage,
        evidence={"text_hash": decision.sighting.facts.text_hash},
        decided_at=now,
    )
