"""notify's ledger and someone to tell, in memory."""

from collections.abc import Sequence
from uuid import UUID

from rematch_common.errors import DependencyAway
from rematch_notify.domain import Match


class FakeDeliveries:
    """See rematch_notify.ports.Deliveries."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, UUID], int] = {}

    async def untold(self, channel: str, matches: Sequence[Match]) -> list[Match]:
        return [match for match in matches if self._told.get((channel, match.match_id), 0) < match.version]

    async def note(self, channel: str, matches: Sequence[Match]) -> None:
        for match in matches:
            key = channel, match.match_id
            self._told[key] = max(match.version, self._told.get(key, 0))


class FakeChannel:
    """See rematch_notify.ports.Channel. `away_after`: so many are told before nobody answers."""

    def __init__(self, name: str = "fake", away_after: int | None = None) -> None:
        self.name = name
        self.told: list[Match] = []
        self.away_after = away_after

    async def tell(self, match: Match) -> None:
        if self.away_after is not None and len(self.told) >= self.away_after:
            raise DependencyAway(self.name, "nobody answers")
        self.told.append(match)
