"""Decide about a batch of raw postings, and say what was decided."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from rematch_common import metrics
from rematch_common.clock import Now, from_millis
from rematch_common.consume import Received
from rematch_common.contracts import RawJob
from rematch_common.faults import fault_point
from rematch_common.records import Entry, Outgoing
from rematch_dedup.domain.decision import Decision, Rules, Sighting, ad_key, decide, raw_id
from rematch_dedup.domain.facts import Facts, retold, understand
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.readings import reading_of
from rematch_dedup.handlers.events import Origin, job_events, outcome_event
from rematch_dedup.ports import Openings, Session

# How far ahead a scraper's clock may be, time zones forgotten included.
_FAST_CLOCK = timedelta(days=1)
# Some fifty ads are read for each posting. So many are held at once, however large a batch is.
PART = 32
# Whoever sends postings names their source: more than so many are told as one.
_source = metrics.Few(30)


class Deduplicate:
    """The handler of raw-jobs. Its events go through the outbox, so it returns none to publish."""

    def __init__(self, openings: Openings, now: Now, rules: Rules, part: int = PART) -> None:
        self._openings = openings
        self._now = now
        self._rules = rules
        self._part = part

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        # The costly part, before anybody has to wait for it.
        read = await self._openings.read({reading_of(_raw(received)) for received in batch})
        sightings = await asyncio.to_thread(_read, batch, dict(read), self._now())
        records = {sighting.raw_id: received for sighting, received in zip(sightings, batch, strict=True)}
        async with self._openings.session() as session:
            now = self._now()
            before = await session.decided(sightings)
            fresh = [sighting for sighting in sightings if sighting.raw_id not in before]
            told, decisions = _Told(records, now), list[Decision]()
            for at in range(0, len(fresh), self._part):
                decisions += await self._decided(session, fresh[at : at + self._part], told)
            fault_point("dedup.written")
        fault_point("dedup.committed")
        _count(decisions)
        for received in batch:
            lag = (now - from_millis(received.record.timestamp_ms)).total_seconds()
            metrics.STAGE_LAG.labels("dedup").observe(max(0.0, lag))
        return ()

    async def _decided(self, session: Session, sightings: Sequence[Sighting], told: "_Told") -> list[Decision]:
        """What was read for it is let go of with its end."""
        known = await session.known(sightings)
        decisions, events = await asyncio.to_thread(_decide, sightings, known, self._rules, told)
        await session.save(decisions, events)
        return decisions


def _count(decisions: Sequence[Decision]) -> None:
    for decision in decisions:
        metrics.DECISIONS.labels(decision.outcome, _source(decision.sighting.raw.source)).inc()
        if decision.outcome == "ad_of_opening":
            metrics.DUPLICATES.labels(decision.ad.why.stage).inc()


def _read(batch: Sequence[Received], read: dict[UUID, Facts], now: datetime) -> list[Sighting]:
    sightings = []
    for received in batch:
        raw = _raw(received)
        before = read.get(reading_of(raw))
        facts = understand(raw) if before is None else retold(raw, before)
        read.setdefault(facts.reading, facts)
        sightings.append(_sighting(received, raw, facts, now))
        # What is new will be looked for: found out where to look before anybody has to wait for it.
        assert before is not None or sightings[-1].blocks
    return sightings


def _raw(received: Received) -> RawJob:
    assert isinstance(received.event, RawJob)
    return received.event


def _sighting(received: Received, raw: RawJob, facts: Facts, now: datetime) -> Sighting:
    record = received.record
    # A date in the future would keep every later scrape from changing the ad until then.
    seen_at = min(raw.scraped_at or from_millis(record.timestamp_ms), now + _FAST_CLOCK)
    return Sighting(raw_id(record.coordinates, record.timestamp_ms), ad_key(raw), raw, facts, seen_at)


class _Told:
    """The events of a decision, which name the raw record behind it."""

    def __init__(self, records: Mapping[UUID, Received], now: datetime) -> None:
        self._records = records
        self._now = now

    def of(self, decision: Decision, known: Known) -> list[Entry]:
        origin = Origin(self._records[decision.sighting.raw_id].record, self._now)
        return [*job_events(decision.changes, known, origin), outcome_event(decision, origin)]


def _decide(
    sightings: Sequence[Sighting], known: Known, rules: Rules, told: _Told
) -> tuple[list[Decision], list[Entry]]:
    """One after the other: each sees what the one before has changed, and is told of as it is then."""
    decisions, events = [], list[Entry]()
    for sighting in sightings:
        decision = decide(sighting, known, rules)
        decisions.append(decision)
        events += told.of(decision, known)
    return decisions, events
