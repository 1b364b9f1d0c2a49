"""What is looked after now and then: rounds that are held for too long, and postings that pile up unread."""

from rematch_common.clock import Now
from rematch_ingest.domain.causes import BACKLOG, Ended, backlog
from rematch_ingest.handlers.alerting import Alerting
from rematch_ingest.handlers.scraping import Settle
from rematch_ingest.ports.scrape_queue import ScrapeQueue
from rematch_ingest.ports.unread import Unread


class SweepQueue:
    """Takes back and ends rounds. Several replicas may do it at once."""

    def __init__(self, queue: ScrapeQueue, settle: Settle, now: Now) -> None:
        self._queue = queue
        self._settle = settle
        self._now = now

    async def __call__(self) -> None:
        await self._queue.sweep(self._now())
        await self._settle()


class WatchBacklog:
    """Tells of postings that wait, once more than a few were waiting at two looks in a row: one crawl brings more than
    that at once, and is read in a moment."""

    def __init__(self, unread: Unread, alerting: Alerting) -> None:
        self._unread = unread
        self._alerting = alerting
        self.waiting = 0

    async def __call__(self) -> None:
        before, self.waiting = self.waiting, await self._unread.postings()
        if min(before, self.waiting) > BACKLOG:
            await self._alerting.tell(backlog(self.waiting))
        elif self.waiting <= BACKLOG:
            await self._alerting.end(Ended("raw-jobs", "scrape_backlog"))
