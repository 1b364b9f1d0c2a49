"""The roles to scrape, and the rounds in which scrapers have them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from rematch_ingest.domain.queue import Entry, Turn
from rematch_ingest.domain.rounds import Failure


@dataclass(frozen=True, slots=True)
class Given:
    """A role given out, and where people who want it would work, most wanted first."""

    entry: Entry
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """Postings of one platform that were accepted, by the ads' keys. `last`: no more of them come in this round."""

    platform: str
    ads: Sequence[str]
    complete: bool = False
    last: bool = True


@dataclass(frozen=True, slots=True)
class Overview:
    """`counts`: roles by state. `recent`: what was touched last."""

    counts: Mapping[str, int]
    found_today: int
    recent: Sequence[Entry]


class HandsFull(Exception):
    """The key has as many roles as it may. `queue_id`: of these the one that it was given first."""

    def __init__(self, queue_id: int, most: int) -> None:
        super().__init__(queue_id, most)
        self.queue_id = queue_id
        self.most = most


class ScrapeQueue(Protocol):
    """A turn that is not the holder's is None, as one of a role that there is not."""

    async def next(self, holder: str, now: datetime, rested: timedelta = timedelta()) -> Given | None:
        """The most urgent role of which no round ended within that time, well or badly; nobody else is given it until
        it comes back. Raises HandsFull for a holder that has too many already."""
        ...

    async def held(self, turn: Turn) -> Entry | None: ...

    async def bring(self, turn: Turn, brought: Brought, now: datetime) -> Entry | None: ...

    async def complete(self, turn: Turn, found: int, now: datetime) -> Entry | None:
        """Back at the end of the queue, with the crawls reported. Doing it twice changes nothing."""
        ...

    async def fail(self, turn: Turn, failure: Failure, now: datetime) -> Entry | None:
        """What has failed in this round already is not counted again."""
        ...

    async def overview(self, now: datetime, most: int) -> Overview: ...

    async def prioritise(self, queue_id: int, priority: int) -> Entry | None: ...

    async def sweep(self, now: datetime) -> int:
        """Take back what is held for too long, end what is settled; how many. Roles that enough people want have
        their search category from then on, and those that fewer want no longer do."""
        ...
