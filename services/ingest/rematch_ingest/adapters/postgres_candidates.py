"""Candidates in PostgreSQL: the record, its sealed side and the event that tells of it, in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import orjson

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK
from rematch_common.database import Connection, Database
from rematch_common.faults import fault_point
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent
from rematch_ingest.adapters.postgres_categories import known_categories
from rematch_ingest.adapters.postgres_people import Kept, Row, keep, kept
from rematch_ingest.adapters.postgres_preferred_roles import note_roles
from rematch_ingest.adapters.role_room import MOST_ROLES_OF_TENANT, Room
from rematch_ingest.domain.categories import Catalogue, catalogue, tagged
from rematch_ingest.domain.people import Change, Person
from rematch_ingest.ports.sealing import Sealing

# A record that follows another onto the fresh topic could overtake it there: for so long they go the same way.
BULK_FOR = timedelta(days=1)

# One order for everybody, so that two requests with the same people never wait in a circle.
_BEGIN = """
INSERT INTO candidates (tenant_id, candidate_id, version, facts, updated_at)
SELECT $1, id, 0, '{}', $3 FROM unnest($2::text[]) AS id ORDER BY id ON CONFLICT DO NOTHING
"""
_LOCK = "SELECT * FROM candidates WHERE tenant_id = $1 AND candidate_id = ANY ($2) ORDER BY candidate_id FOR UPDATE"
_SAVE = """
UPDATE candidates c SET version = s.version, facts = s.facts::jsonb, updated_at = $6, erased_at = NULL,
  withdrawn_at = s.withdrawn_at, bulk_at = CASE WHEN $7 THEN $6 ELSE c.bulk_at END
FROM unnest($2::text[], $3::bigint[], $4::text[], $5::timestamptz[])
  AS s(candidate_id, version, facts, withdrawn_at)
WHERE c.tenant_id = $1 AND c.candidate_id = s.candidate_id
"""
_NOTE = """
INSERT INTO candidate_versions (tenant_id, candidate_id, version, at, changed)
SELECT $1, candidate_id, version, $5, string_to_array(changed, ',')
FROM unnest($2::text[], $3::bigint[], $4::text[]) AS n(candidate_id, version, changed)
"""


@dataclass(slots=True)
class _Course:
    """What a list of changes makes of people, step by step, before any of it is written."""

    tenant_id: str
    now: datetime
    known: dict[str, Kept | None]
    versions: dict[str, int]
    categories: Catalogue
    present: dict[str, Person] = field(default_factory=dict)
    steps: list[tuple[Person, str]] = field(default_factory=list)

    def take(self, change: Change) -> Person:
        candidate_id = change.candidate_id
        before = self.known.get(candidate_id)
        person = self.present.get(candidate_id) or (before.person if before else None)
        written = change.decide(person)
        if not written.facts.categories:
            written = replace(written, facts=tagged(written.facts, self.categories))
        fields = person.changed_by(written) if person else ["added"]
        if person and not fields:
            self.present[candidate_id] = person
            return person
        version = self.versions[candidate_id] = self.versions[candidate_id] + 1
        facts = written.facts.model_copy(update={"version": version, "updated_at": self.now})
        made = Person(facts, written.private, written.withdrawn_at, bool(person and person.has_cv))
        self.present[candidate_id] = made
        self.steps.append((made, ",".join(fields)))
        return made


@dataclass(frozen=True, slots=True)
class _Lane:
    """Whether this is an import, and whose events go the way of imports."""

    bulk: bool
    slow: set[str]


class PostgresCandidates:
    """See rematch_ingest.ports.candidates.Candidates."""

    def __init__(self, database: Database, sealing: Sealing, most_roles: int = MOST_ROLES_OF_TENANT) -> None:
        self._database = database
        self._sealing = sealing
        self._most_roles = most_roles

    async def change(
        self, tenant_id: str, changes: Sequence[Change], now: datetime, *, bulk: bool = False
    ) -> list[Person]:
        if not changes:
            return []
        async with self._database.transaction([tenant_id]) as connection:
            rows = await _locked(connection, tenant_id, {change.candidate_id for change in changes}, now)
            living = [row for row in rows if row["version"] and not row["erased_at"]]
            known: dict[str, Kept | None] = dict(await kept(connection, self._sealing, tenant_id, living))
            versions = {row["candidate_id"]: row["version"] for row in rows}
            course = _Course(tenant_id, now, known, versions, catalogue(await known_categories(connection)))
            saved = [course.take(change) for change in changes]
            slow = {row["candidate_id"] for row in rows if bulk or (row["bulk_at"] and row["bulk_at"] > now - BULK_FOR)}
            await self._write(connection, course, _Lane(bulk, slow))
            fault_point("ingest.written")
        fault_point("ingest.committed")
        return saved

    async def _write(self, connection: Connection, course: _Course, lane: _Lane) -> None:
        # Who comes again as they were is touched all the same: their tenant still has to do with them.
        await keep(connection, self._sealing, course.known, list(course.present.values()), course.now)
        if not course.steps:
            return
        await _save(connection, course, lane.bulk)
        await _note(connection, course, Room(course.now, self._most_roles))
        await write(connection, [_event(person, course.now, lane) for person, _ in course.steps])


async def _locked(connection: Connection, tenant_id: str, ids: Iterable[str], now: datetime) -> list[Row]:
    """Every person's row, made where there was none. What is read after it is what the last writer has left."""
    names = sorted(ids)
    await connection.execute(_BEGIN, tenant_id, names, now)
    return await connection.fetch(_LOCK, tenant_id, names)


async def _note(connection: Connection, course: _Course, room: Room) -> None:
    """What else follows from what people are now: what is searched for on their account."""
    changed = {person.facts.candidate_id for person, _ in course.steps}
    await note_roles(connection, [course.present[candidate_id].facts for candidate_id in sorted(changed)], room)


async def _save(connection: Connection, course: _Course, bulk: bool) -> None:
    ids = {person.facts.candidate_id for person, _ in course.steps}
    people = [course.present[candidate_id] for candidate_id in sorted(ids)]
    await connection.execute(
        _SAVE,
        course.tenant_id,
        [person.facts.candidate_id for person in people],
        [person.version for person in people],
        [_facts(person) for person in people],
        [person.withdrawn_at for person in people],
        course.now,
        bulk,
    )
    steps = [(person.facts.candidate_id, person.version, changed) for person, changed in course.steps]
    await connection.execute(
        _NOTE, course.tenant_id, *(list(column) for column in zip(*steps, strict=True)), course.now
    )


def _facts(person: Person) -> str:
    told = person.facts.model_dump(mode="json", exclude={"version", "updated_at"}, exclude_none=True)
    return orjson.dumps(told).decode()


def _event(person: Person, now: datetime, lane: _Lane) -> Entry:
    facts = person.facts
    topic = CANDIDATE_PROFILES_BULK if facts.candidate_id in lane.slow else CANDIDATE_PROFILES
    return Entry(
        encode(topic, facts.key, facts, Stamp("rematch/ingest", now, new_traceparent())), facts.version, keep=True
    )
