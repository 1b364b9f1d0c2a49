"""dedup's openings in memory."""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from rematch_common.records import Entry
from rematch_dedup.domain.facts import Facts
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.lifecycle import MISSES
from rematch_dedup.domain.openings import compose
from rematch_dedup.domain.types import AdKey, Decision, Effect, Filing, Gone, Opening, Sighting
from rematch_dedup.ports import Ruling, Told
from tests.fakes.crawls import FakeCrawls


class FakeOpenings(FakeCrawls):
    """See rematch_dedup.ports: Openings, Crawls and Catalogue. Sessions take turns; what one that fails has saved is
    forgotten. Every session knows everything, so an adapter that reads less must come to the same."""

    def __init__(self) -> None:
        super().__init__()
        self.openings: dict[UUID, Opening] = {}
        self.filed: list[Filing] = []
        self.rulings: dict[frozenset[AdKey], Ruling] = {}
        self.decisions: set[UUID] = set()
        self.counted: Counter[tuple[str, str]] = Counter()

    async def read(self, readings: Collection[UUID]) -> Mapping[UUID, Facts]:
        return {ad.facts.reading: ad.facts for ad in self.ads.values() if ad.facts.reading in readings}

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator["FakeSession"]:
        async with self._turn:
            session = FakeSession(self)
            yield session
            session.kept(self)

    def copied(self) -> "FakeOpenings":
        other = FakeOpenings()
        other.ads, other.openings, other.filed = dict(self.ads), dict(self.openings), list(self.filed)
        other.rulings = dict(self.rulings)
        return other

    def everything(self) -> Known:
        known = Known()
        for number, ad in enumerate(self.ads.values()):
            known.put(ad, number)
        for filing in self.filed:
            known.file(filing)
        known.openings |= self.openings
        known.verdicts |= {pair: ruling.verdict for pair, ruling in self.rulings.items()}
        return known

    async def opening(self, job_id: UUID) -> Told | None:
        opening, ads = self.openings.get(job_id), self.everything().members(job_id)
        if opening is None:
            return None
        return Told(opening, compose(ads)[1] if ads else None, ads)

    async def opening_of(self, ad: AdKey) -> Told | None:
        return await self.opening(self.ads[ad].job_id) if ad in self.ads else None

    async def like(self, sighting: Sighting) -> Known:
        return self.everything()

    async def outcomes(self) -> Mapping[str, Mapping[str, int]]:
        sources = sorted({source for source, _ in self.counted})
        return {one: {o: n for (source, o), n in sorted(self.counted.items()) if source == one} for one in sources}


class FakeSession:
    """See rematch_dedup.ports.Session."""

    def __init__(self, openings: FakeOpenings) -> None:
        self._openings = openings
        self._steps: list[Callable[[FakeOpenings], None]] = []

    def kept(self, openings: FakeOpenings) -> FakeOpenings:
        """What this session has saved, in there."""
        for step in self._steps:
            step(openings)
        return openings

    async def decided(self, sightings: Sequence[Sighting]) -> frozenset[UUID]:
        return frozenset(s.raw_id for s in sightings) & self._openings.decisions

    async def known(self, sightings: Sequence[Sighting]) -> Known:
        return self.kept(self._openings.copied()).everything()

    async def around(self, ads: Sequence[AdKey], *, whole: bool = False) -> Known:
        return self._openings.everything()

    async def ended(self, now: datetime, limit: int) -> list[tuple[AdKey, Gone]]:
        still = [ad for ad in self._openings.ads.values() if ad.open]
        late: list[tuple[AdKey, Gone]] = [(ad.key, "expired") for ad in still if ad.ends_at <= now]
        missed: list[tuple[AdKey, Gone]] = [
            (ad.key, "unseen") for ad in still if ad.ends_at > now and ad.missed >= MISSES
        ]
        return [*late, *missed][:limit]

    async def rule(self, ruling: Ruling) -> bool:
        if ruling.one == ruling.other or not {ruling.one, ruling.other} <= self._openings.ads.keys():
            return False
        self._steps.append(lambda to: to.rulings.update({frozenset((ruling.one, ruling.other)): ruling}))
        return True

    async def save(self, decisions: Sequence[Decision], events: Sequence[Entry]) -> None:
        self._steps.append(lambda to: _note(to, decisions))
        await self.store([decision.effect for decision in decisions], events)

    async def store(self, effects: Sequence[Effect], events: Sequence[Entry]) -> None:
        self._steps.append(lambda to: _store(to, effects, events))


def _note(to: FakeOpenings, decisions: Sequence[Decision]) -> None:
    to.decisions |= {decision.sighting.raw_id for decision in decisions}
    to.counted.update((decision.sighting.ad[0], decision.outcome) for decision in decisions)


def _store(to: FakeOpenings, effects: Sequence[Effect], events: Sequence[Entry]) -> None:
    for effect in effects:
        to.ads |= {ad.key: ad for ad in effect.ads}
        to.openings |= {change.opening.job_id: change.opening for change in effect.changes}
        to.filed += effect.filed
    to.outbox.write(events)
