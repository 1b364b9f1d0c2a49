"""dedup over fakes, at a time of one's choosing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import orjson

from rematch_common.contracts import DEDUPED_JOBS, RAW_JOBS, CrawlReport, RawJob
from rematch_common.errors import DependencyAway
from rematch_dedup.domain.decision import Rules
from rematch_dedup.handlers import Deduplicate
from rematch_dedup.handlers.ending import EndAds
from tests.fakes.openings import FakeOpenings
from tests.fakes.samples import NOW, received

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Dedup:
    """`drained`: how often what was said was let out; `away`: so many times more it can't be."""

    def __init__(self) -> None:
        self.openings = FakeOpenings()
        self.now = NOW
        self.drained = 0
        self.away = 0
        self._offset = 0

    async def see(self, *seen: RawJob, at: datetime | None = None, scraped: datetime | None = None) -> None:
        """The ads, decided on at that time, scraped then or earlier."""
        self.now = at or self.now
        when = {"scraped_at": scraped or self.now}
        ads = [RawJob.model_validate({**raw.model_dump(exclude_unset=True), **when}) for raw in seen]
        batch = [received(RAW_JOBS, raw.key, raw, offset) for offset, raw in enumerate(ads, self._offset)]
        self._offset += len(batch)
        await Deduplicate(self.openings, lambda: self.now, Rules())(batch)

    def timer(self, page: int = 200) -> EndAds:
        return EndAds(self.openings, self._drain, lambda: self.now, page)

    async def tick(self, at: datetime | None = None) -> None:
        self.now = at or self.now
        await self.timer()()

    async def crawled(self, at: datetime, *brought: RawJob, scope: str = "all", source: str = "lever") -> None:
        """A complete crawl that brought these, reported and applied."""
        await self.see(*brought, at=at)
        end = at + timedelta(minutes=10)
        report = CrawlReport(source=source, scope=scope, started=at, finished=end, complete=True, seen=len(brought))
        await self.openings.report([report])
        await self.openings.apply()
        await self.tick(end)

    @property
    def said(self) -> Sequence[str]:
        """Of every event on deduped-jobs: the reason of an end, else that the opening is offered."""
        events = [orjson.loads(entry.outgoing.value or b"") for entry in self.openings.outbox.of(DEDUPED_JOBS.name)]
        return [event.get("reason", "open") for event in events]

    async def _drain(self) -> None:
        if self.away:
            self.away -= 1
            raise DependencyAway("kafka", "no broker answers")
        self.drained += 1
