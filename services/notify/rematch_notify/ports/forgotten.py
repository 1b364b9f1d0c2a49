"""Whom notify has forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rematch_common.contracts import ErasureReceipt
from rematch_common.erasing import Erasure
from rematch_notify.domain.matches import Ended


@dataclass(frozen=True, slots=True)
class Forgot:
    """An erasure of which notify has seen all there is to see, and what went with it: deliveries, subscriptions,
    tellings and messages."""

    erasure: Erasure
    counts: dict[str, int]


class Forgotten(Protocol):
    """Whom notify has forgotten. Raises DependencyAway."""

    async def forget(self, ended: Sequence[Ended], announced: Sequence[ErasureReceipt]) -> list[Forgot]:
        """What was delivered and told of these pairs, and of and to the people of match's receipts, is forgotten, in
        one transaction.
        Gives those of their erasures that are complete: match has told how many tombstones there are, and as many have
        come. The same again gives the same."""
        ...
