"""Which tenants' matches go to a topic of their own, and the way there and back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

# The pair up to which a tenant's matches have been moved.
Place = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a tenant wants its matches: on a topic of its own, or among all others."""

    tenant_id: str
    own: bool


class OwnTopics(Protocol):
    """All methods raise DependencyAway."""

    async def due(self) -> Sequence[Wish]:
        """What is wished and not done yet, or not to the end."""
        ...

    async def in_use(self) -> Collection[str]:
        """The tenants on whose own topics something is to be found that holds."""
        ...

    async def switch(self, wish: Wish, at: datetime) -> None:
        """From now on every event of the tenant goes there. Whoever settles pairs of its is waited for; the same again
        changes nothing."""
        ...

    async def move(self, wish: Wish, after: Place | None, at: datetime) -> Place | None:
        """After the switch: a page of the matches that lie on the other topic, each in one transaction ended there and,
        unless something newer is here, told here. None once there are no more: then it is noted as done. None, too,
        where the tenant's events go elsewhere by now."""
        ...
