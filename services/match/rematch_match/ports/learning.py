"""What is learned from, and the models that came of it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rematch_match.domain.learned.card import Card
from rematch_match.domain.learned.examples import Lesson
from rematch_match.domain.learned.switching import Switch
from rematch_match.domain.learned.training import Taught


@dataclass(frozen=True, slots=True)
class Kept:
    """A model as it is kept, without its trees."""

    number: int
    trained_at: datetime
    card: Card


@dataclass(frozen=True, slots=True)
class Shelf:
    """All of a tenant's: models, the newest first, and switches, the oldest first."""

    models: Sequence[Kept]
    switches: Sequence[Switch]


class Lessons(Protocol):
    """Under the audit's pseudonyms: who was forgotten has taught nothing. All methods raise DependencyAway."""

    def of(self, tenant: str, since: datetime, most: int) -> AsyncIterator[list[Lesson]]:
        """Of the tenant's own people what each was first shown since then, so many of the newest; some at a time."""
        ...


class Models(Protocol):
    """All methods raise DependencyAway."""

    async def knows(self, tenant: str) -> bool:
        """Whether there is such a tenant."""
        ...

    async def keep(self, tenant: str, taught: Taught, at: datetime, instead_of: int | None) -> int | None:
        """Under a number of its own, and in force from now on if it has passed. None, and nothing is kept, where what
        is in force is no longer what it is to take the place of."""
        ...

    async def switch(self, tenant: str, to: Switch, instead_of: int | None) -> bool:
        """In force is that model, or none; False where what is in force is no longer what it is to take the place of.
        Who is matched by what was learned is matched again: all of that tenant's people are put into the backlog in the
        same transaction, which waits for who settles pairs by the old one."""
        ...

    async def shelf(self, tenant: str) -> Shelf: ...

    async def tenants(self) -> list[str]:
        """Those that were ever learned of."""
        ...
