"""dedup's openings in memory."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from rematch_common.records import Entry
from rematch_dedup.domain.decision import Ad, AdKey, Decision, Known, Opening, Sighting
from tests.fakes.outbox import FakeOutbox


class FakeOpenings:
    """See rematch_dedup.ports.Openings. Sessions take turns; what a session that fails has saved is forgotten."""

    def __init__(self) -> None:
        self.ads: dict[AdKey, Ad] = {}
        self.openings: dict[UUID, Opening] = {}
        self.texts: dict[str, UUID] = {}
        self.decisions: set[UUID] = set()
        self.outbox = FakeOutbox()
        self._turn = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def session(self, sightings: Sequence[Sighting]) -> AsyncIterator["FakeSession"]:
        async with self._turn:
            session = FakeSession(self)
            yield session
            session.commit()


class FakeSession:
    """See rematch_dedup.ports.Session."""

    def __init__(self, openings: FakeOpenings) -> None:
        self._openings = openings
        self._saved: list[tuple[Sequence[Decision], Sequence[Entry]]] = []

    async def decided(self, sightings: Sequence[Sighting]) -> frozenset[UUID]:
        return frozenset(s.raw_id for s in sightings) & self._openings.decisions

    async def known(self, sightings: Sequence[Sighting]) -> Known:
        store = self._openings
        ads = {s.ad: store.ads[s.ad] for s in sightings if s.ad in store.ads}
        hashes = {s.facts.text_hash for s in sightings}
        texts = {text: job_id for text, job_id in store.texts.items() if text in hashes}
        job_ids = {ad.job_id for ad in ads.values()} | set(texts.values())
        open_ads: dict[UUID, frozenset[AdKey]] = defaultdict(frozenset)
        for ad in store.ads.values():
            if ad.open and ad.job_id in job_ids:
                open_ads[ad.job_id] |= {ad.key}
        return Known(ads, {job_id: store.openings[job_id] for job_id in job_ids}, texts, dict(open_ads))

    async def ads_of(self, job_ids: Sequence[UUID]) -> dict[UUID, list[Ad]]:
        found: dict[UUID, list[Ad]] = defaultdict(list)
        for ad in sorted(self._openings.ads.values(), key=lambda ad: ad.last_seen, reverse=True):
            if ad.job_id in job_ids:
                found[ad.job_id].append(ad)
        return found

    async def save(self, decisions: Sequence[Decision], events: Sequence[Entry]) -> None:
        self._saved.append((decisions, events))

    def commit(self) -> None:
        store = self._openings
        for decisions, events in self._saved:
            for decision in decisions:
                store.openings[decision.opening.job_id] = decision.opening
                store.ads[decision.ad.key] = decision.ad
                store.texts.setdefault(decision.opening.facts.text_hash, decision.opening.job_id)
                store.decisions.add(decision.sighting.raw_id)
            store.outbox.write(events)
