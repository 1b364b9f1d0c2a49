"""Under which circumstances a batch is matched: they are asked for once, so that none changes while it runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from rematch_common.contracts import TenantSettings
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class Circumstances:
    """A snapshot of rarity, every tenant's terms, and the model in force."""

    rarity: Rarity = field(default_factory=Rarity)
    otherwise: Terms = field(default_factory=Terms)
    own: Mapping[str, Terms] = field(default_factory=dict)
    readings: Mapping[str, int] = field(default_factory=dict)
    """By tenant, the number of the last change of its own skills; of two changes the later has the greater one."""

    model: str = ""
    """Whose vectors are compared, once it was switched to; empty: those that the ordinary topics bring."""

    @property
    def reading(self) -> int:
        """Whatever was read at this one was read with all the own skills there are."""
        return max(self.readings.values(), default=0)

    def terms(self, tenant_id: str) -> Terms:
        return self.own.get(tenant_id, self.otherwise)


class Prevailing(Protocol):
    """The circumstances of this moment. All methods raise DependencyAway."""

    async def now(self) -> Circumstances: ...

    async def take_snapshot(self, at: datetime, every: timedelta) -> bool:
        """Count anew how rare each skill is. Not while the last snapshot is younger than that, nor, where there are
        twice as many openings by now, than a fifteenth of it. Says whether it did."""
        ...


class Tenants(Protocol):
    """What tenants have chosen. All methods raise DependencyAway."""

    async def learn(self, chosen: Sequence[TenantSettings], gone: Sequence[str], at: datetime) -> None:
        """Keep what is newer than what is known; where it changes how people are matched, all of that tenant's are
        put into the backlog in the same transaction. Whoever settles pairs on the old terms is waited for, and whoever
        comes later finds the new ones."""
        ...
