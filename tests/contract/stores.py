"""The stores that the suites run over."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from rematch_common.contracts import MATCHES
from rematch_common.database import Database
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import PairKey, Scored
from rematch_match.ports import Arrivals, Directory, Mark, Store, Work
from tests.fakes.occasions import occasion

NOBODY = Work([], [])


@dataclass(frozen=True)
class Subject:
    """A store, the events that it has told (key and version), and who is there."""

    store: Store
    told: Callable[[], Awaitable[list[tuple[str, int]]]]
    directory: Directory

    async def write(self, *facts: JobFacts | CandidateFacts) -> Work:
        jobs = [one for one in facts if isinstance(one, JobFacts)]
        return await self.store.write(Arrivals(jobs, [one for one in facts if isinstance(one, CandidateFacts)]))

    async def settle(self, *pairs: PairKey, work: Work = NOBODY) -> int:
        return await self.store.settle([Scored.unseen(key) for key in sorted(pairs)], work, occasion())


async def outbox(database: Database) -> list[tuple[str, int]]:
    async with database.transaction() as connection:
        rows = await connection.fetch("SELECT key, version FROM outbox WHERE topic = $1", MATCHES.name)
    return sorted((row["key"], row["version"]) for row in rows)


async def paged(pages: AsyncIterator[list[Mark]], size: int) -> list[Mark]:
    """What these pages of at most so many hold, in one order."""
    found = [page async for page in pages]
    assert all(len(page) <= size for page in found)
    return sorted((mark for page in found for mark in page), key=lambda mark: (mark.id, mark.space))
