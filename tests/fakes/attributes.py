"""What people told of themselves, in memory."""

from collections.abc import Collection, Mapping
from datetime import datetime

from rematch_devstack.fairness.categories import Attributes, Key


class FakeKept:
    """See rematch_devstack.fairness.importing.Kept."""

    def __init__(self) -> None:
        self.told: dict[Key, Attributes] = {}
        self.sources: dict[Key, tuple[str, datetime]] = {}

    async def put(self, told: Mapping[Key, Attributes], source: str, at: datetime) -> None:
        await self.take_out([key for key, one in told.items() if not one])
        self.told |= {key: one for key, one in told.items() if one}
        self.sources |= dict.fromkeys((key for key, one in told.items() if one), (source, at))

    async def take_out(self, people: Collection[Key]) -> int:
        there = [key for key in people if self.told.pop(key, None)]
        for key in there:
            del self.sources[key]
        return len(there)
