"""What was noted of the matches that were told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from rematch_match.domain.pairs import PairKey

Standing = Literal["known", "erased", "unknown"]


@dataclass(frozen=True, slots=True)
class Noted:
    """What one version of a match rested on: ids and numbers."""

    version: int
    told_at: datetime
    trigger: str
    versions: Mapping[str, Any]
    inputs: Mapping[str, Any]
    factors: Sequence[Mapping[str, Any]]
    score: float


class Audits(Protocol):
    """The audit, by way of the pseudonym under which a person is in it. All methods raise DependencyAway."""

    async def of(self, key: PairKey) -> list[Noted]:
        """Oldest first; none of a person who was forgotten, since nothing leads from them to their rows any more."""
        ...

    async def standing(self, key: PairKey) -> Standing:
        """Whether the person is known."""
        ...
