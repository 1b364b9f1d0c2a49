"""A memory of what was told of every match, and those who tell of all of them."""

from collections.abc import Sequence
from typing import Protocol

from rematch_notify.domain.matches import Match


class Teller(Protocol):
    """Tells of every match, whoever subscribes. Raises DependencyAway; telling twice must be worth avoiding, and
    harmless."""

    name: str

    async def tell(self, match: Match) -> None: ...


class Deliveries(Protocol):
    """The ledger of what was told. All methods raise DependencyAway."""

    async def untold(self, channel: str, matches: Sequence[Match]) -> list[Match]:
        """Those of which this version, or a newer one, was not told on this channel yet. Nothing is that was said of
        somebody before they were erased."""
        ...

    async def note(self, channel: str, matches: Sequence[Match]) -> None: ...
