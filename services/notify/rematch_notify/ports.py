"""What notify needs: someone to tell, and a memory of what was told."""

from collections.abc import Sequence
from typing import Protocol

from rematch_notify.domain import Match


class Channel(Protocol):
    """One way of telling. Raises DependencyAway; telling twice must be worth avoiding, and harmless."""

    name: str

    async def tell(self, match: Match) -> None: ...


class Deliveries(Protocol):
    """The ledger of what was told. All methods raise DependencyAway."""

    async def untold(self, channel: str, matches: Sequence[Match]) -> list[Match]:
        """Those of which this version, or a newer one, was not told on this channel yet."""
        ...

    async def note(self, channel: str, matches: Sequence[Match]) -> None: ...
