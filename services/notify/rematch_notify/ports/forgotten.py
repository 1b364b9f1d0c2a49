"""Whom notify has forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rematch_common.contracts import ErasureReceipt
from rematch_common.erasing import Erasure
from rematch_notify.domain.matches import Ended


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
