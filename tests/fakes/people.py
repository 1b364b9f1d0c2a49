"""ingest's candidates in memory, their sealed side among them, and what tenants have chosen."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK
from rematch_common.records import Entry
from rematch_ingest.domain.people import Change, Person, PersonId, by_hand_since
from rematch_ingest.ports.people import Revision, Wanted
from tests.fakes.outbox import FakeOutbox


class FakeCandidates:
    """See rematch_ingest.ports.candidates.Candidates, and rematch_ingest.ports.people.People."""

    def __init__(self) -> None:
        self.outbox = FakeOutbox()
        self.stored: dict[PersonId, Person] = {}
        self.touched: dict[PersonId, datetime] = {}
        self._revisions: dict[PersonId, list[Revision]] = {}
        self._imported: set[PersonId] = set()

    async def change(
        self, tenant_id: str, changes: Sequence[Change], now: datetime, *, bulk: bool = False
    ) -> list[Person]:
        before = dict(self.stored)
        try:
            steps = [self._take(tenant_id, change, now) for change in changes]
        except BaseException:
            self.stored = before
            raise
        if bulk:
            self._imported |= {(tenant_id, change.candidate_id) for change in changes}
        for person, fields in steps:
            self.touched[_id(person)] = now
            if fields:
                self._tell(person, fields, now)
        return [person for person, _ in steps]

    def _take(self, tenant_id: str, change: Change, now: datetime) -> tuple[Person, list[str]]:
        known = self.stored.get((tenant_id, change.candidate_id))
        written = change.decide(known)
        fields = known.changed_by(written) if known else ["added"]
        if known and not fields:
            return known, []
        version = known.version + 1 if known else 1
        facts = written.facts.model_copy(update={"version": version, "updated_at": now})
        person = Person(facts, written.private, by_hand_since(known, facts, now), bool(known and known.has_cv))
        self.stored[_id(person)] = person
        return person, fields

    def _tell(self, person: Person, fields: Sequence[str], now: datetime) -> None:
        topic = CANDIDATE_PROFILES_BULK if _id(person) in self._imported else CANDIDATE_PROFILES
        event = encode(topic, person.facts.key, person.facts, Stamp("rematch/ingest", now))
        self.outbox.write([Entry(event, person.version, keep=True)])
        self._revisions.setdefault(_id(person), []).append(Revision(person.version, now, tuple(fields)))

    async def one(self, who: PersonId) -> Person | None:
        return self.stored.get(who)

    async def some(self, tenant_id: str, wanted: Wanted) -> list[Person]:
        mine = [person for (tenant, _), person in sorted(self.stored.items()) if tenant == tenant_id]
        found = [
            person
            for person in mine
            if person.facts.candidate_id > wanted.after
            and wanted.status in (None, person.facts.status)
            and person.facts.candidate_id.startswith(wanted.prefix or "")
        ]
        return found[: wanted.limit]

    async def revisions(self, who: PersonId) -> list[Revision]:
        return self._revisions.get(who, [])

    async def untouched(self, tenant_id: str, since: datetime, limit: int) -> Sequence[str]:
        old = sorted((at, name) for (tenant, name), at in self.touched.items() if tenant == tenant_id and at < since)
        return [name for _, name in old][:limit]


class FakeChoices:
    """See rematch_ingest.ports.choices.Choices."""

    def __init__(self, ready: bool = True, retention: Mapping[str, int] | None = None) -> None:
        self.ready = ready
        self.retention = retention or {}

    async def ready_at_once(self, tenant_id: str) -> bool:
        return self.ready

    async def retention_days(self) -> Mapping[str, int]:
        return self.retention


def _id(person: Person) -> PersonId:
    return person.facts.tenant_id, person.facts.candidate_id
