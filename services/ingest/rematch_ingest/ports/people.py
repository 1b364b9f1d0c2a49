"""People as their tenant sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rematch_common.contracts.candidates import CandidateStatus
from rematch_ingest.domain.people import Person, PersonId


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people of a tenant, in the order of their ids: those `after` one, at most so many."""

    status: CandidateStatus | None = None
    prefix: str | None = None
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a person: when it was made, and the names of the fields that changed."""

    version: int
    at: datetime
    changed: tuple[str, ...]


class People(Protocol):
    async def one(self, who: PersonId) -> Person | None:
        """None for who is unknown, another tenant's, or erased. Raises Unreadable."""
        ...

    async def some(self, tenant_id: str, wanted: Wanted) -> list[Person]:
        """Who can't be read is among them, marked, as others know them: nobody else is missed on their account."""
        ...

    async def revisions(self, who: PersonId) -> list[Revision]:
        """Oldest first."""
        ...

    async def untouched(self, tenant_id: str, since: datetime, limit: int) -> Sequence[str]:
        """Candidates of whom nobody has written since then, the longest forgotten first."""
        ...
