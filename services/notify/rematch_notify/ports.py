"""What notify needs: someone to tell, and a memory of what was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rematch_common.contracts import ErasureReceipt
from rematch_common.erasing import Erasure
from rematch_notify.domain import Ended, Match


class Channel(Protocol):
    """One way of telling. Raises DependencyAway; telling twice must be worth avoiding, and harmless."""

    name: str

    async def tell(self, match: Match) -> None: ...


@dataclass(frozen=True, slots=True)
class Forgot:
    """An erasure of which notify has seen all there is to see, and how many deliveries went with it."""

    erasure: Erasure
    deliveries: int


class Forgotten(Protocol):
    """Whom notify has forgotten. Raises DependencyAway."""

    async def forget(self, ended: Sequence[Ended], announced: Sequence[ErasureReceipt]) -> list[Forgot]:
        """What was delivered of these pairs, and to the people of match's receipts, is forgotten, in one transaction.
        Gives those of their erasures that are complete: match has told how many tombstones there are, and as many have
        come. The same again gives the same."""
        ...


class Deliveries(Protocol):
    """The ledger of what was told. All methods raise DependencyAway."""

    async def untold(self, channel: str, matches: Sequence[Match]) -> list[Match]:
        """Those of which this version, or a newer one, was not told on this channel yet. Nothing is that was said of
        somebody before they were erased."""
        ...

    async def note(self, channel: str, matches: Sequence[Match]) -> None: ...
