"""Models that were learned, in memory."""

from collections import defaultdict
from datetime import datetime

from rematch_match.domain.learned.switching import Switch, in_force
from rematch_match.domain.learned.training import Taught
from rematch_match.ports.learning import Kept, Shelf


class FakeModels:
    """See rematch_match.ports.learning.Models. Whom a switch has matched again is `again`."""

    def __init__(self) -> None:
        self._kept: defaultdict[str, list[Kept]] = defaultdict(list)
        self._switches: defaultdict[str, list[Switch]] = defaultdict(list)
        self.again: list[str] = []

    async def knows(self, tenant: str) -> bool:
        return tenant in self._kept

    async def keep(self, tenant: str, taught: Taught, at: datetime, instead_of: int | None) -> int | None:
        if in_force(self._switches[tenant]) != instead_of:
            return None
        number = len(self._kept[tenant]) + 1
        self._kept[tenant].insert(0, Kept(number, at, taught.card))
        if taught.passed:
            await self.switch(tenant, Switch(number, "promoted", at), instead_of)
        return number

    async def switch(self, tenant: str, to: Switch, instead_of: int | None) -> bool:
        if in_force(self._switches[tenant]) != instead_of:
            return False
        self._switches[tenant].append(to)
        self.again.append(tenant)
        return True

    async def shelf(self, tenant: str) -> Shelf:
        return Shelf(list(self._kept[tenant]), list(self._switches[tenant]))

    async def tenants(self) -> list[str]:
        return sorted(tenant for tenant, kept in self._kept.items() if kept)
