"""What people were shown, and what was said of it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rematch_common.contracts import MatchShown
from rematch_match.domain.quality.showing import Showing
from rematch_match.domain.quality.traces import Trace


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose: a tenant's people, or everybody (None); who was shown something, or hired, since then."""

    tenant: str | None
    since: datetime


class History(Protocol):
    """Under the pseudonyms of the audit: nothing leads to who was forgotten. All methods raise DependencyAway."""

    async def note(self, shown: Sequence[Showing]) -> None:
        """Each version of a match once on each surface: shown again it stays as it was. Of whom nothing was ever
        told, or who was forgotten, nothing is noted."""
        ...

    async def hear(self, shown: Sequence[MatchShown]) -> None:
        """The same of what messages have shown, under the profile that the audit has of each version. What it doesn't
        have was told to nobody who is known."""
        ...

    def traces(self, asked: Asked, most: int) -> AsyncIterator[list[Trace]]:
        """Of so many people, by lot; some at a time."""
        ...
