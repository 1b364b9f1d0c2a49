"""What was noted of matches, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rematch_match.domain.pairs import PairKey
from rematch_match.ports.audits import Noted, Standing


@dataclass
class FakeAudits:
    """See rematch_match.ports.audits.Audits."""

    noted: dict[PairKey, list[Noted]] = field(default_factory=dict)
    standings: Mapping[PairKey, Standing] = field(default_factory=dict)

    async def of(self, key: PairKey) -> list[Noted]:
        return list(self.noted.get(key, ()))

    async def standing(self, key: PairKey) -> Standing:
        return self.standings.get(key, "known")
