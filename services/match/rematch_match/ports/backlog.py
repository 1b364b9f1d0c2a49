"""People who are to be matched again when there is time: imports, new settings, a new model, somebody's request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rematch_common.contracts import Trigger
from rematch_match.domain.facts import CandidateKey


@dataclass(frozen=True, slots=True)
class Chunk:
    """A few people to match again, all for one reason: that of the oldest request that each waits for."""

    keys: Sequence[CandidateKey]
    trigger: Trigger
    claimed_at: datetime


class Backlog(Protocol):
    """The tenants take turns. All methods raise DependencyAway."""

    async def claim(self, size: int, at: datetime) -> list[Chunk]:
        """The next ones, at most so many; nobody else is given them for a minute. Empty when nothing is left."""
        ...

    async def done(self, chunk: Chunk, at: datetime) -> None:
        """These have been matched: that serves all that they waited for when they were claimed. Requests that have
        nothing left have ended."""
        ...

    async def prune(self, size: int, before: datetime) -> int:
        """Forget requests that had ended by then, at most so many; gives how many they were."""
        ...
