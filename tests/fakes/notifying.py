"""notify's ledger and someone to tell, in memory."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from rematch_common.contracts import ErasureReceipt
from rematch_common.erasing import Erasure
from rematch_common.errors import DependencyAway
from rematch_notify.domain.matches import Ended, Match, outlived
from rematch_notify.ports.forgotten import Forgot
from tests.fakes.subscribing import FakeSubscriptions, Key

COUNTED_NONE = {"deliveries": 0, "tellings": 0, "messages": 0, "subscriptions": 0}


@dataclass
class _Erasing:
    """What is known of an erasure so far."""

    pairs: set[UUID] = field(default_factory=set)
    announced: ErasureReceipt | None = None
    tombstones: int = 0
    counts: Counter[str] = field(default_factory=lambda: Counter(COUNTED_NONE))


class FakeDeliveries:
    """See rematch_notify.ports.deliveries.Deliveries and rematch_notify.ports.forgotten.Forgotten."""

    def __init__(self, subscriptions: FakeSubscriptions | None = None) -> None:
        self._subscriptions = subscriptions or FakeSubscriptions()
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
            gone = self._drop(
                {key for key, (version, _) in self._told.items() if key[1] == pair.match_id and pair.ends(version)}
            )
            tellings = self._subscriptions.tellings.items()
            gone += self._drop_tellings({key for key, one in tellings if _is_of(key, pair) and pair.ends(one.version)})
            if pair.erasure_id is not None:
                touched.add(pair.erasure_id)
                self._erasing[pair.erasure_id].pairs.add(pair.match_id)
                self._erasing[pair.erasure_id].counts += gone
        for one in announced:
            touched.add(one.erasure_id)
            self._announce(one)
        return [forgot for erasure_id in sorted(touched) if (forgot := self._complete(erasure_id))]

    def _announce(self, one: ErasureReceipt) -> None:
        person, erasing = (str(one.tenant_id), str(one.candidate_id)), self._erasing[one.erasure_id]
        again = erasing.announced is not None
        erasing.announced, erasing.tombstones = one, max(erasing.tombstones, one.counts.get("tombstones", 0))
        if again:  # what there is now is of who came anew
            return
        erasing.counts += self._drop({key for key, (_, whose) in self._told.items() if whose == person})
        erasing.counts += self._drop_tellings(
            {key for key in self._subscriptions.tellings if (key[0], key[2]) == person}
        )
        erasing.counts += self._drop_subscriptions(person)
        self._erased.setdefault(person, one.done_at)

    def _drop(self, keys: set[tuple[str, UUID]]) -> Counter[str]:
        for key in keys:
            del self._told[key]
        return Counter(deliveries=len(keys))

    def _drop_tellings(self, keys: set[Key]) -> Counter[str]:
        for key in keys:
            del self._subscriptions.tellings[key]
        return Counter(tellings=len(keys))

    def _drop_subscriptions(self, person: tuple[str, str]) -> Counter[str]:
        there = self._subscriptions.there
        theirs = {ref for ref, one in there.items() if (one.tenant_id, one.candidate_id) == person}
        for ref in theirs:
            del there[ref]
        return Counter(subscriptions=len(theirs))

    def _complete(self, erasure_id: str) -> Forgot | None:
        erasing = self._erasing[erasure_id]
        one = erasing.announced
        if one is None or len(erasing.pairs) < erasing.tombstones:
            return None
        erasure = Erasure(erasure_id, str(one.tenant_id), str(one.candidate_id), one.version or 0)
        return Forgot(erasure, COUNTED_NONE | erasing.counts)


def _is_of(key: Key, pair: Ended) -> bool:
    return key[0] == pair.tenant_id and key[2:] == (pair.candidate_id, pair.job_id)


async def hold_nothing(matches: Sequence[Match]) -> None:
    """There are no subscriptions."""


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
