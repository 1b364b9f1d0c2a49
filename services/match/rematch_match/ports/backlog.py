"""People who are to be matched again when there is time: imports, new settings, a new model, somebody's request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rematch_common.contracts import Trigger
from rematch_match.domain.facts import CandidateKey


@dataclass(frozen=True, slots=True)
class Chunk:
    """A few people to match again, all for one reason."""

    keys: Sequence[CandidateKey]
    trigger: Trigger


class Backlog(Protocol):
    """The tenants take turns. All methods raise DependencyAway."""

    async def claim(self, size: int, at: datetime) -> list[Chunk]:
        """The next ones, at most so many; nobody else is given them for a minute. Empty when nothing is left."""
        ...

    async def done(self, chunk: Chunk, at: datetime) -> None:
        """These have been matched; requests that have nothing left have ended."""
        ...
