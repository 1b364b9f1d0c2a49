"""After ingest's tables came back from a backup: what its own topics know and they don't any more."""

from collections.abc import AsyncIterator, Mapping

from rematch_common.clock import Now
from rematch_common.codec import decode
from rematch_common.contracts import (
    ACCESS_KEYS,
    CANDIDATE_PROFILES,
    CANDIDATE_PROFILES_BULK,
    TENANTS,
    AccessKey,
    CandidateChanged,
    TenantSettings,
    Topic,
)
from rematch_common.errors import InvalidRecord
from rematch_common.records import Record
from rematch_ingest.domain.erasures import erasure_of
from rematch_ingest.ports.erasures import Erasures
from rematch_ingest.ports.relearning import Relearned

TOPICS = (ACCESS_KEYS, TENANTS, CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK)
_BY_NAME: Mapping[str, Topic] = {topic.name: topic for topic in TOPICS}
Person = tuple[str, str]


class Relearn:
    """Keys, tenants and people are taken as the topics have them, where that is newer. Who came after the backup is
    erased: what was personal of them is lost, and nobody could see or change them. They may be sent anew."""

    def __init__(self, store: Relearned, erasures: Erasures, now: Now) -> None:
        self._store = store
        self._erasures = erasures
        self._now = now
        self._unknown: dict[Person, int] = {}
        self._ended: dict[Person, int] = {}
        self._tenants: set[bytes | None] = set()
        self._counts = {"keys": 0, "tenants": 0, "people": 0, "erased": 0}

    async def __call__(self, records: AsyncIterator[Record]) -> Mapping[str, int]:
        async for record in records:
            await self._take(record)
        # Over two topics in whatever order: who has ended at that version or a later one needs no other end.
        came = {person: at for person, at in self._unknown.items() if at > self._ended.get(person, 0)}
        for (tenant_id, candidate_id), version in sorted(came.items()):
            # An erasure is one version more than what it takes away: readers drop what is not newer.
            await self._erasures.again(erasure_of(tenant_id, candidate_id, version + 1), self._now())
            self._counts["erased"] += 1
        return self._counts

    async def _take(self, record: Record) -> None:
        try:
            event = decode(_BY_NAME[record.topic], record)
        except InvalidRecord:  # nobody else has taken it either
            return
        if isinstance(event, AccessKey):
            self._counts["keys"] += await self._store.key(event, record)
        elif record.topic == TENANTS.name and record.version is not None:
            told = event if isinstance(event, TenantSettings) else None
            if await self._store.tenant(told, record):
                self._tenants.add(record.key)
                self._counts["tenants"] = len(self._tenants)
        elif isinstance(event, CandidateChanged):
            await self._person(event, record)
        elif record.key is not None and event is None:
            tenant_id, _, candidate_id = record.key.decode("utf-8", "replace").partition("/")
            person = tenant_id, candidate_id
            self._ended[person] = max(record.version or 0, self._ended.get(person, 0))

    async def _person(self, event: CandidateChanged, record: Record) -> None:
        known = await self._store.person(event, record)
        if known is None:
            person = event.tenant_id, event.candidate_id
            self._unknown[person] = max(event.version, self._unknown.get(person, 0))
        else:
            self._counts["people"] += known
