"""The stores that the suites run over."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from rematch_common.codec import decode
from rematch_common.contracts import MATCHES, MatchFeedback, MatchFound, MatchUpdated, MatchWithdrawn
from rematch_common.database import Database
from rematch_common.outbox import unpacked
from rematch_common.records import Record
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import Occasion, PairKey, Scored
from rematch_match.domain.telling import MatchEvent
from rematch_match.ports import Directory, Mark, Store, Work
from tests.fakes.occasions import occasion
from tests.fakes.samples import arrivals

NOBODY = Work([], [])


@dataclass(frozen=True)
class Subject:
    """A store, and the events that it has told, in order, and who is there."""

    store: Store
    events: Callable[[], Awaitable[list[MatchEvent]]]
    directory: Directory

    async def told(self) -> list[tuple[str, int]]:
        return sorted((event.key, event.version) for event in await self.events())

    async def said(self) -> list[str]:
        """The events in words: what, of whom, and why."""
        return [in_words(event) for event in await self.events()]

    async def write(self, *facts: JobFacts | CandidateFacts) -> Work:
        return await self.store.write(arrivals(*facts))

    async def settle(self, *pairs: PairKey, work: Work = NOBODY, on: Occasion | None = None) -> int:
        return await self.store.settle([Scored.unseen(key) for key in sorted(pairs)], work, on or occasion())

    async def arrive(self, *facts: JobFacts | CandidateFacts, on: Occasion, also: tuple[PairKey, ...] = ()) -> int:
        """Written, and settled with all that they have had so far and these pairs."""
        work = await self.write(*facts)
        return await self.settle(*await self.store.pairs_of(work), *also, work=work, on=on)

    async def react(self, *records: MatchFeedback, on: Occasion) -> int:
        return await self.store.react(records, on)


def in_words(event: MatchEvent) -> str:
    if isinstance(event, MatchWithdrawn):
        return f"{event.candidate_id} withdrawn {event.reason}"
    what = "found" if isinstance(event, MatchFound) else "updated"
    return f"{event.candidate_id} {what} {event.job.title} {event.score:g}"


async def outbox(database: Database) -> list[MatchEvent]:
    async with database.transaction() as connection:
        rows = await connection.fetch("SELECT * FROM outbox WHERE topic = $1 ORDER BY seq", MATCHES.name)
    sent = map(unpacked, rows)
    events = [decode(MATCHES, Record(one.topic, 0, 0, 0, one.key, one.value, one.headers)) for one in sent]
    return [event for event in events if isinstance(event, MatchFound | MatchUpdated | MatchWithdrawn)]


async def paged(pages: AsyncIterator[list[Mark]], size: int) -> list[Mark]:
    """What these pages of at most so many hold, in one order."""
    found = [page async for page in pages]
    assert all(len(page) <= size for page in found)
    return sorted((mark for page in found for mark in page), key=lambda mark: (mark.id, mark.space))
