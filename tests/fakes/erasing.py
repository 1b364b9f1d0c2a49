"""ingest's ledger of erasures in memory, over its candidates in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK, CandidateChanged, ErasureReceipt
from rematch_common.erasing import Erasure, encoded, receipt
from rematch_common.errors import DependencyAway
from rematch_common.records import Entry
from rematch_ingest.domain.erasures import DEAD_LETTERS, Asked, Receipt, erasure_of
from rematch_ingest.ports.dead_letters import Left
from rematch_ingest.ports.erasures import Place
from tests.fakes.outbox import FakeOutbox


class FakeKnown:
    """The people that a ledger in memory is about, as far as erasures concern them."""

    def __init__(self) -> None:
        self.outbox = FakeOutbox()
        self._stored: dict[str, CandidateChanged] = {}
        self._floors: dict[str, int] = {}

    async def save(self, candidates: Sequence[CandidateChanged], now: datetime) -> list[CandidateChanged]:
        return [self._save(candidate, now) for candidate in candidates]

    def _save(self, given: CandidateChanged, now: datetime) -> CandidateChanged:
        known = self._stored.get(given.key)
        if known is not None and _facts(known) == _facts(given):
            return known
        version = (known.version if known else self._floors.get(given.key, 0)) + 1
        stored = given.model_copy(update={"version": version, "updated_at": now})
        self._stored[given.key] = stored
        event = encode(CANDIDATE_PROFILES, stored.key, stored, Stamp("rematch/ingest", now))
        self.outbox.write([Entry(event, version, keep=True)])
        return stored

    def version(self, key: str) -> int:
        """That of the person, or of their tombstone; 0 for who is unknown."""
        return self._stored[key].version if key in self._stored else self._floors.get(key, 0)

    def forget(self, key: str) -> int | None:
        """The version of the tombstone; None for who is unknown or was forgotten before."""
        known = self._stored.pop(key, None)
        if known is None:
            return None
        self._floors[key] = known.version + 1
        return known.version + 1

    def begin_above(self, key: str, version: int) -> None:
        self._floors[key] = max(version, self._floors.get(key, 0))


def _facts(candidate: CandidateChanged) -> CandidateChanged:
    return candidate.model_copy(update={"version": 1, "updated_at": None})


class FakeErasures:
    """See rematch_ingest.ports.erasures.Erasures."""

    def __init__(self, candidates: FakeKnown) -> None:
        self._candidates = candidates
        self._ledger: dict[tuple[str, str, int], Asked] = {}

    async def erase(self, tenant_id: str, candidate_id: str, now: datetime) -> Asked | None:
        version = self._candidates.forget(f"{tenant_id}/{candidate_id}")
        if version is not None:
            self._write(erasure_of(tenant_id, candidate_id, version), now)
        mine = [one for one in self._ledger.values() if one.erasure.person == (tenant_id, candidate_id)]
        return max(mine, key=lambda one: one.erasure.version, default=None)

    async def again(self, erasure: Erasure, now: datetime) -> bool:
        key = "/".join(erasure.person)
        anew = self._candidates.version(key) > erasure.version
        if not anew:
            self._candidates.forget(key)
            self._candidates.begin_above(key, erasure.version)
        self._write(erasure, now)
        return not anew

    async def one(self, tenant_id: str, erasure_id: str) -> Asked | None:
        mine = await self.some(tenant_id, 1_000)
        return next((one for one in mine if one.erasure.erasure_id == erasure_id), None)

    async def some(self, tenant_id: str, limit: int, after: Place | None = None) -> list[Asked]:
        mine = [one for one in self._ledger.values() if one.erasure.tenant_id == tenant_id]
        mine.sort(key=_place, reverse=True)
        return [one for one in mine if after is None or _place(one) < after][:limit]

    async def confirm(self, receipts: Sequence[ErasureReceipt]) -> None:
        for one in receipts:
            for key, asked in self._ledger.items():
                if (asked.erasure.tenant_id, asked.erasure.erasure_id) == (one.tenant_id, one.erasure_id):
                    said = {one.store: Receipt(one.done_at, one.counts, one.gone_by)}
                    self._ledger[key] = replace(asked, receipts=said | dict(asked.receipts))

    async def all(self, since: datetime | None) -> list[Asked]:
        found = [one for one in self._ledger.values() if since is None or one.asked_at >= since]
        return sorted(found, key=_place)

    async def unswept(self, limit: int) -> list[Asked]:
        found = [one for one in await self.all(None) if one.outstanding == [DEAD_LETTERS]]
        return found[:limit]

    async def swept(self, receipts: Sequence[ErasureReceipt]) -> None:
        waiting = {one.erasure.erasure_id for one in await self.unswept(1_000)}
        mine = [one for one in receipts if one.erasure_id in waiting]
        await self.confirm(mine)
        self._candidates.outbox.write([Entry(encoded(one), (one.version or 0) + 1, keep=False) for one in mine])

    def _write(self, erasure: Erasure, now: datetime) -> None:
        key, place = "/".join(erasure.person), (*erasure.person, erasure.version)
        stamp = Stamp("rematch/ingest", now, None, erasure.version, erasure.erasure_id)
        self._candidates.outbox.drop(key, erasure.version)
        for topic in (CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK):
            self._candidates.outbox.write([Entry(encode(topic, key, None, stamp), erasure.version, keep=True)])
        told = receipt(erasure, "ingest", now, {"people": 1})
        self._candidates.outbox.write([Entry(told, erasure.version, keep=False)])
        known = self._ledger.get(place)
        asked = replace(known, replayed_at=now) if known else Asked(erasure, now)
        self._ledger[place] = replace(asked, receipts={"ingest": Receipt(now, {"people": 1})})


class FakeDeadLetters:
    """See rematch_ingest.ports.dead_letters.DeadLetters. `there`: what lies there, by the person's key."""

    def __init__(self, there: Mapping[str, Left]) -> None:
        self.there = there
        self.away = False

    async def left(self, erasures: Sequence[Asked]) -> Mapping[str, Left]:
        if self.away:
            raise DependencyAway("kafka", "away")
        keys = {"/".join(one.erasure.person) for one in erasures}
        return {key: left for key, left in self.there.items() if key in keys}


def _place(asked: Asked) -> Place:
    return asked.asked_at, asked.erasure.erasure_id
