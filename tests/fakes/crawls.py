"""What crawlers report, in memory."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ALERTS, Alert, CrawlReport
from rematch_common.records import Entry
from rematch_dedup.domain.crawls import Crawl, believed_again, not_believed
from rematch_dedup.domain.lifecycle import MISSES
from rematch_dedup.domain.types import Ad, AdKey
from tests.fakes.outbox import FakeOutbox


class FakeCrawls:
    """See rematch_dedup.ports.Crawls."""

    def __init__(self) -> None:
        self.ads: dict[AdKey, Ad] = {}
        self.reports: dict[tuple[str, str, datetime], CrawlReport] = {}
        self.refused: dict[tuple[str, str], datetime] = {}
        self.applied: set[tuple[str, str, datetime]] = set()
        self.outbox = FakeOutbox()
        self._turn = asyncio.Lock()

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
