"""ingest's candidates and access keys in memory."""

from collections.abc import Sequence
from datetime import datetime

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ACCESS_KEYS, CANDIDATE_PROFILES, AccessKey, CandidateChanged
from rematch_common.records import Entry
from tests.fakes.outbox import FakeOutbox


class FakeCandidates:
    """See rematch_ingest.ports.candidates.Candidates."""

    def __init__(self) -> None:
        self.outbox = FakeOutbox()
        self._stored: dict[str, CandidateChanged] = {}

    async def save(self, candidates: Sequence[CandidateChanged], now: datetime) -> list[CandidateChanged]:
        return [self._save(candidate, now) for candidate in candidates]

    def _save(self, given: CandidateChanged, now: datetime) -> CandidateChanged:
        known = self._stored.get(given.key)
        if known is not None and _facts(known) == _facts(given):
            return known
        version = known.version + 1 if known else 1
        stored = given.model_copy(update={"version": version, "updated_at": now})
        self._stored[given.key] = stored
        event = encode(CANDIDATE_PROFILES, stored.key, stored, Stamp("rematch/ingest", now))
        self.outbox.write([Entry(event, version, keep=True)])
        return stored


def _facts(candidate: CandidateChanged) -> CandidateChanged:
    return candidate.model_copy(update={"version": 1, "updated_at": None})


class FakeAccessKeys:
    """See rematch_ingest.ports.keys.AccessKeys."""

    def __init__(self) -> None:
        self.outbox = FakeOutbox()
        self._keys: dict[str, AccessKey] = {}

    async def add(self, key: AccessKey) -> None:
        self._keys[key.key_id] = key
        self._tell(key, 1, key.created_at)

    async def all(self, tenant_id: str | None) -> list[AccessKey]:
        mine = [key for key in self._keys.values() if tenant_id in (None, key.tenant_id)]
        return sorted(mine, key=lambda key: key.created_at)

    async def revoke(self, key_id: str, now: datetime) -> AccessKey | None:
        key = self._keys.get(key_id)
        if key is None or key.revoked_at is not None:
            return key
        self._keys[key_id] = key.model_copy(update={"revoked_at": now})
        self._tell(self._keys[key_id], 2, now)
        return self._keys[key_id]

    def _tell(self, key: AccessKey, version: int, now: datetime) -> None:
        event = encode(ACCESS_KEYS, key.key, key, Stamp("rematch/ingest", now, version=version))
        self.outbox.write([Entry(event, version, keep=True)])
