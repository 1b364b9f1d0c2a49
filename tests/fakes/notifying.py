"""notify's ledger and someone to tell, in memory."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from rematch_common.contracts import ErasureReceipt
from rematch_common.erasing import Erasure
from rematch_common.errors import DependencyAway
from rematch_notify.domain.matches import Ended, Match, outlived
from rematch_notify.ports.forgotten import Forgot


@dataclass
class _Erasing:
    """What is known of an erasure so far."""

    pairs: set[UUID] = field(default_factory=set)
    announced: ErasureReceipt | None = None
    tombstones: int = 0
    deliveries: int = 0


class FakeDeliveries:
    """See rematch_notify.ports.deliveries.Deliveries and rematch_notify.ports.forgotten.Forgotten."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, UUID], tuple[int, tuple[str, str]]] = {}
        self._erasing: dict[str, _Erasing] = defaultdict(_Erasing)
        self._erased: dict[tuple[str, str], datetime] = {}

    async def untold(self, channel: str, matches: Sequence[Match]) -> list[Match]:
        return [match for match in matches if self._is_news(channel, match)]

    def _is_news(self, channel: str, match: Match) -> bool:
        if outlived(match, self._erased.get((match.tenant_id, match.candidate_id))):
            return False
        return self._told.get((channel, match.match_id), (0, None))[0] < match.version

    async def note(self, channel: str, matches: Sequence[Match]) -> None:
        for match in matches:
            key = channel, match.match_id
            version = max(match.version, self._told.get(key, (0, None))[0])
            self._told[key] = version, (match.tenant_id, match.candidate_id)

    async def forget(self, ended: Sequence[Ended], announced: Sequence[ErasureReceipt]) -> list[Forgot]:
        touched: set[str] = set()
        for pair in ended:
            gone = self._drop({key for key in self._told if key[1] == pair.match_id})
            if pair.erasure_id is not None:
                touched.add(pair.erasure_id)
                self._erasing[pair.erasure_id].pairs.add(pair.match_id)
                self._erasing[pair.erasure_id].deliveries += gone
        for one in announced:
            touched.add(one.erasure_id)
            self._announce(one)
        return [forgot for erasure_id in sorted(touched) if (forgot := self._complete(erasure_id))]

    def _announce(self, one: ErasureReceipt) -> None:
        person, erasing = (str(one.tenant_id), str(one.candidate_id)), self._erasing[one.erasure_id]
        erasing.announced, erasing.tombstones = one, max(erasing.tombstones, one.counts.get("tombstones", 0))
        erasing.deliveries += self._drop({key for key, (_, whose) in self._told.items() if whose == person})
        self._erased.setdefault(person, one.done_at)

    def _drop(self, keys: set[tuple[str, UUID]]) -> int:
        for key in keys:
            del self._told[key]
        return len(keys)

    def _complete(self, erasure_id: str) -> Forgot | None:
        erasing = self._erasing[erasure_id]
        one = erasing.announced
        if one is None or len(erasing.pairs) < erasing.tombstones:
            return None
        erasure = Erasure(erasure_id, str(one.tenant_id), str(one.candidate_id), one.version or 0)
        return Forgot(erasure, erasing.deliveries)


class FakeChannel:
    """See rematch_notify.ports.deliveries.Teller. `away_after`: so many are told before nobody answers."""

    def __init__(self, name: str = "fake", away_after: int | None = None) -> None:
        self.name = name
        self.told: list[Match] = []
        self.away_after = away_after

    async def tell(self, match: Match) -> None:
        if self.away_after is not None and len(self.told) >= self.away_after:
            raise DependencyAway(self.name, "nobody answers")
        self.told.append(match)
