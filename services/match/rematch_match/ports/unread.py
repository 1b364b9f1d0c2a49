"""What is to be read again, since tenants have other skills of their own by now."""

from typing import Protocol

from rematch_match.ports.circumstances import Circumstances
from rematch_match.ports.store import Arrivals


class Unread(Protocol):
    """What is stored and was read before tenants changed their own skills. All methods raise DependencyAway."""

    async def some(self, under: Circumstances, most: int) -> Arrivals:
        """Openings with their texts, and once none of them is left, people. Nothing: all is read."""
        ...

    async def keep(self, read: Arrivals) -> None:
        """How they are read, of those that have not changed since."""
        ...
