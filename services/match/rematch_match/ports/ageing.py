"""Matches that time alone has moved into another grade."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from rematch_match.domain.pairs import PairKey


class Ageing(Protocol):
    """When each match in force will have another grade. Raises DependencyAway."""

    async def claim(self, size: int, at: datetime) -> Sequence[PairKey]:
        """Those whose time has come, the longest waiting first; nobody is given them again for an hour."""
        ...
