"""What operators see of the scrape queue, and what they set."""

from collections.abc import Callable

from rematch_common.clock import Now
from rematch_ingest.domain.queue import Entry
from rematch_ingest.ports.scrape_queue import Overview, ScrapeQueue

RECENT = 20


class Overseeing:
    """`waiting`: how many postings waited to be read when that was last counted."""

    def __init__(self, queue: ScrapeQueue, waiting: Callable[[], int], now: Now) -> None:
        self._queue = queue
        self._now = now
        self.waiting = waiting

    async def status(self) -> Overview:
        return await self._queue.overview(self._now(), RECENT)

    async def prioritise(self, queue_id: int, priority: int) -> Entry | None:
        return await self._queue.prioritise(queue_id, priority)
