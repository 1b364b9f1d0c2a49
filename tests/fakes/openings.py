"""dedup's openings in memory."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ALERTS, Alert, CrawlReport
from rematch_common.records import Entry
from rematch_dedup.domain.crawls import Crawl, believed_again, not_believed
from rematch_dedup.domain.facts import Facts
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.lifecycle import MISSES
from rematch_dedup.domain.openings import compose
from rematch_dedup.domain.types import Ad, AdKey, Decision, Effect, Filing, Gone, Opening, Sighting
from rematch_dedup.ports import Ruling, Told
from tests.fakes.outbox import FakeOutbox


class FakeOpenings:
    """See rematch_dedup.ports: Openings, Crawls and Catalogue. Sessions take turns; what one that fails has saved is
    forgotten. Every session knows everything, so an adapter that reads less must come to the same."""

    def __init__(self) -> None:
        self.ads: dict[AdKey, Ad] = {}
        self.openings: dict[UUID, Opening] = {}
        self.filed: list[Filing] = []
        self.rulings: dict[frozenset[AdKey], Ruling] = {}
        self.decisions: set[UUID] = set()
        self.counted: Counter[tuple[str, str]] = Counter()
        self.reports: dict[tuple[str, str, datetime], CrawlReport] = {}
        self.refused: dict[tuple[str, str], datetime] = {}
        self.applied: set[tuple[str, str, datetime]] = set()
        self.outbox = FakeOutbox()
        self._turn = asyncio.Lock()

    async def read(self, readings: Collection[UUID]) -> Mapping[UUID, Facts]:
        return {ad.facts.reading: ad.facts for ad in self.ads.values() if ad.facts.reading in readings}

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator["FakeSession"]:
        async with self._turn:
            session = FakeSession(self)
            yield session
            for step in session.steps:
                step()

    def everything(self) -> Known:
        known = Known()
        for number, ad in enumerate(self.ads.values()):
            known.put(ad, number)
        for filing in self.filed:
            known.file(filing)
        known.openings |= self.openings
        known.verdicts |= {pair: ruling.verdict for pair, ruling in self.rulings.items()}
        return known

    async def report(self, reports: Sequence[CrawlReport]) -> None:
        for report in reports:
            if report.complete:
                self.reports.setdefault((report.source, report.scope, report.started), report)
                self._forget(report)

    async def apply(self) -> int:
        missed = 0
        async with self._turn:
            for name, report in sorted(self.reports.items(), key=lambda item: item[1].started):
                if name not in self.applied and self._sighted(report) >= report.seen:
                    if any(self.reports[done].finished > report.started for done in self._counted(report)):
                        del self.reports[name]
                    elif not self._told_of(report).believed:
                        self._refuse(report)
                    else:
                        self._believe(report)
                        self.applied.add(name)
                        missed += self._miss(report)
                        self._forget(report)
        return missed

    def _told_of(self, report: CrawlReport) -> Crawl:
        still = [ad for ad in self._brought_by(report) if ad.open]
        missed = sum(ad.last_seen < report.started for ad in still)
        return Crawl(report.source, report.scope, report.finished, len(still), missed)

    def _refuse(self, report: CrawlReport) -> None:
        del self.reports[report.source, report.scope, report.started]
        if (report.source, report.scope) not in self.refused:
            self.refused[report.source, report.scope] = report.finished
            self._tell(not_believed(self._told_of(report)))

    def _believe(self, report: CrawlReport) -> None:
        if since := self.refused.pop((report.source, report.scope), None):
            self._tell(believed_again(report.source, report.scope, since, report.finished))

    def _tell(self, alert: Alert) -> None:
        told = encode(ALERTS, alert.key, alert, Stamp("rematch/dedup", alert.first_at))
        self.outbox.write([Entry(told, len(self.outbox.entries), keep=False)])

    def _counted(self, report: CrawlReport) -> list[tuple[str, str, datetime]]:
        return sorted(done for done in self.applied if done[:2] == (report.source, report.scope))

    def _forget(self, report: CrawlReport) -> None:
        counted = self._counted(report)
        waiting = sorted(
            name for name in self.reports if name[:2] == (report.source, report.scope) and name not in self.applied
        )
        for name in (*counted[:-MISSES], *waiting[:-MISSES]):
            del self.reports[name]
            self.applied.discard(name)

    def _brought_by(self, report: CrawlReport) -> list[Ad]:
        of_source = [ad for ad in self.ads.values() if ad.key[0] == report.source]
        return [ad for ad in of_source if report.scope in ("all", ad.scope)]

    def _sighted(self, report: CrawlReport) -> int:
        return sum(ad.last_seen >= report.started for ad in self._brought_by(report))

    def _miss(self, report: CrawlReport) -> int:
        missing = 0
        for ad in self._brought_by(report):
            missed = sum(ad.last_seen < started for _, _, started in self._counted(report))
            if ad.open and missed > ad.missed:
                self.ads[ad.key] = replace(ad, missed=missed)
                missing += 1
        return missing

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
        self.steps: list[Callable[[], None]] = []

    async def decided(self, sightings: Sequence[Sighting]) -> frozenset[UUID]:
        return frozenset(s.raw_id for s in sightings) & self._openings.decisions

    async def known(self, sightings: Sequence[Sighting]) -> Known:
        return self._openings.everything()

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
        self.steps.append(lambda: self._openings.rulings.update({frozenset((ruling.one, ruling.other)): ruling}))
        return True

    async def save(self, decisions: Sequence[Decision], events: Sequence[Entry]) -> None:
        self.steps.append(lambda: self._note(decisions))
        await self.store([decision.effect for decision in decisions], events)

    async def store(self, effects: Sequence[Effect], events: Sequence[Entry]) -> None:
        self.steps.append(lambda: self._store(effects, events))

    def _note(self, decisions: Sequence[Decision]) -> None:
        self._openings.decisions |= {decision.sighting.raw_id for decision in decisions}
        self._openings.counted.update((decision.sighting.ad[0], decision.outcome) for decision in decisions)

    def _store(self, effects: Sequence[Effect], events: Sequence[Entry]) -> None:
        for effect in effects:
            self._openings.ads |= {ad.key: ad for ad in effect.ads}
            self._openings.openings |= {change.opening.job_id: change.opening for change in effect.changes}
            self._openings.filed += effect.filed
        self._openings.outbox.write(events)
