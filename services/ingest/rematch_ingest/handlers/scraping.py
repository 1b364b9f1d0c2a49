"""Give out roles to scrape, and take in what comes back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rematch_common.clock import Now
from rematch_common.errors import InvalidRecord
from rematch_ingest.domain.queue import Entry, Turn
from rematch_ingest.domain.reading import MOST_AT_ONCE
from rematch_ingest.domain.rounds import Failure, has_failed
from rematch_ingest.domain.scraped import ad_of, of_round
from rematch_ingest.handlers.answers import Answer
from rematch_ingest.handlers.postings import Batch
from rematch_ingest.ports.scrape_queue import Brought, Given, ScrapeQueue

Take = Callable[[Batch], Awaitable[list[Answer]]]
Settle = Callable[[], Awaitable[object]]
"""Publishes what was written; what can't leave now leaves later."""


class RoundOver(Exception):
    """The round has ended: what it still brings is nobody's any more."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One platform's postings, and whose key brought them. `complete`: all that it shows for the role was gone through.
    `more`: some follow."""

    platform: str
    items: Sequence[Any]
    tenant_id: str
    complete: bool = False
    more: bool = False


class Scraping:
    """What scrapers ask for. A turn that isn't theirs is None; one that has ended raises RoundOver."""

    def __init__(self, queue: ScrapeQueue, take: Take, settle: Settle, now: Now) -> None:
        self._queue = queue
        self._take = take
        self._settle = settle
        self._now = now

    async def next(self, holder: str, rested: timedelta) -> Given | None:
        return await self._queue.next(holder, self._now(), rested)

    async def deliver(self, turn: Turn, delivery: Delivery) -> tuple[Entry, list[Answer]] | None:
        """What becomes of each posting. Where none of some is accepted, their platform is not done."""
        entry = await self._queue.held(turn)
        if entry is None:
            return None
        _check_open(entry, delivery.platform)
        if len(delivery.items) > MOST_AT_ONCE:
            raise InvalidRecord(
                "too_many", f'jobs: send at most {MOST_AT_ONCE} at once, with "more": true', field="jobs"
            )
        items = [of_round(item, delivery.platform, entry) for item in delivery.items]
        answers = await self._take(Batch(items, delivery.tenant_id)) if items else []
        ads = [ad_of(item) for item, answer in zip(items, answers, strict=True) if answer.accepted]
        if items and not ads:
            return entry, answers
        brought = Brought(delivery.platform, ads, delivery.complete and not delivery.more, not delivery.more)
        after = await self._queue.bring(turn, brought, self._now())
        await self._settle()
        return after or entry, answers

    async def complete(self, turn: Turn, found: int) -> Entry | None:
        """Said twice, it is the same answer."""
        after = await self._queue.complete(turn, found, self._now())
        await self._settle()
        return after

    async def fail(self, turn: Turn, failure: Failure) -> Entry | None:
        """Said twice, it is the same answer."""
        entry = await self._queue.held(turn)
        if entry is None or has_failed(entry):
            return entry
        _check_open(entry, failure.platform)
        after = await self._queue.fail(turn, failure, self._now())
        await self._settle()
        return after


def _check_open(entry: Entry, platform: str | None) -> None:
    """Raises RoundOver, and InvalidRecord for a platform that the round doesn't have."""
    if entry.status != "scraping":
        raise RoundOver
    if platform is not None and platform not in entry.sites:
        known = ", ".join(entry.sites)
        raise InvalidRecord("unknown_platform", f"platform: this round has {known}", field="platform")
