"""ingest's access keys in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ACCESS_KEYS, AccessKey
from rematch_common.errors import DependencyAway
from rematch_common.records import Entry
from rematch_ingest.domain.keys import Kind, KnownKey, ToldUse, Use
from rematch_ingest.ports.keys import TooMany
from tests.fakes.outbox import FakeOutbox


class FakeAccessKeys:
    """See rematch_ingest.ports.keys.AccessKeys. `away`: so many notes of uses find nobody."""

    def __init__(self) -> None:
        self.outbox = FakeOutbox()
        self.away = 0
        self._keys: dict[str, KnownKey] = {}
        self._told: dict[tuple[str, str], ToldUse] = {}

    async def add(self, key: AccessKey, kind: Kind, most: int | None = None) -> None:
        in_force = [one for one in await self.all(key.tenant_id) if one.active(key.created_at)]
        if most is not None and len(in_force) >= most:
            raise TooMany
        self._keys[key.key_id] = KnownKey(key, kind)
        self._tell(key, 1, key.created_at)

    async def all(self, tenant_id: str | None, kind: Kind | None = None) -> list[KnownKey]:
        mine = [
            one for one in self._keys.values() if tenant_id in (None, one.key.tenant_id) and kind in (None, one.kind)
        ]
        return sorted(mine, key=lambda one: (one.key.created_at, one.key.key_id))

    async def revoke(
        self, key_id: str, now: datetime, tenant_id: str | None = None, kind: Kind | None = None
    ) -> AccessKey | None:
        known = next((one for one in await self.all(tenant_id, kind) if one.key.key_id == key_id), None)
        if known is None or known.key.revoked_at is not None:
            return known.key if known else None
        key = known.key.model_copy(update={"revoked_at": now})
        self._keys[key_id] = replace(known, key=key)
        self._tell(key, 2, now)
        return key

    async def revoked(self, since: datetime) -> list[str]:
        every = await self.all(None)
        return [one.key.key_id for one in every if one.key.revoked_at is not None and one.key.revoked_at >= since]

    async def note_uses(self, uses: Mapping[str, Use]) -> None:
        if self.away:
            self.away -= 1
            raise DependencyAway("postgresql", "no answer")
        for key_id, use in uses.items():
            if known := self._keys.get(key_id):
                last = max(known.last_used_at or use.last_at, use.last_at)
                self._keys[key_id] = replace(known, requests=known.requests + use.requests, last_used_at=last)

    async def take_told(self, told: Sequence[ToldUse]) -> None:
        for one in told:
            before = self._told.get((one.key_id, one.teller))
            if before is None or before.number < one.number:
                self._told[one.key_id, one.teller] = one
                await self.note_uses({one.key_id: one.use})

    async def prune_told(self, before: datetime) -> None:
        self._told = {which: one for which, one in self._told.items() if one.use.last_at >= before}

    def _tell(self, key: AccessKey, version: int, now: datetime) -> None:
        event = encode(ACCESS_KEYS, key.key, key, Stamp("rematch/ingest", now, version=version))
        self.outbox.write([Entry(event, version, keep=True)])
