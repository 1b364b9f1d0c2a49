"""Models that were learned, in memory."""

from collections import defaultdict
from datetime import datetime

from rematch_match.domain.learned.switching import Switch, Why
from rematch_match.domain.learned.training import Taught
from rematch_match.ports.learning import Kept, Shelf


class FakeModels:
    """See rematch_match.ports.learning.Models. Whom a switch has matched again is `again`."""

    def __init__(self) -> None:
        self._kept: defaultdict[str, list[Kept]] = defaultdict(list)
        self._switches: defaultdict[str, list[Switch]] = defaultdict(list)
        self.again: list[str] = []

    async def keep(self, tenant: str, taught: Taught, at: datetime) -> int:
        number = len(self._kept[tenant]) + 1
        self._kept[tenant].insert(0, Kept(number, at, taught.card))
        if taught.passed:
            await self.switch(tenant, number, "promoted", at)
        return number

    async def switch(self, tenant: str, number: int | None, why: Why, at: datetime) -> None:
        self._switches[tenant].append(Switch(number, why, at))
        self.again.append(tenant)

    async def shelf(self, tenant: str) -> Shelf:
        return Shelf(list(self._kept[tenant]), list(self._switches[tenant]))

    async def tenants(self) -> list[str]:
        return sorted(tenant for tenant, kept in self._kept.items() if kept)
