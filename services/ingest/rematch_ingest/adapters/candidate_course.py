"""What a list of changes makes of people, ready to be written: computed away from the event loop, and with no
transaction open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent, own_traceparent
from rematch_ingest.adapters.postgres_people import Kept, Row, Sealed, opened, sealed_of
from rematch_ingest.domain.categories import Catalogue, tagged
from rematch_ingest.domain.people import Change, Person, by_hand_since
from rematch_ingest.domain.roles import Wish, wishes_of
from rematch_ingest.ports.sealing import Sealing

# A record that follows another onto the fresh topic could overtake it there: for so long they go the same way.
BULK_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """The rows of people as they were read: while they are the same, so is what follows from them."""

    rows: Mapping[str, Row]
    sealed: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Asked:
    """The changes of one tenant's people; `bulk`: by an import."""

    tenant_id: str
    changes: Sequence[Change]
    now: datetime
    bulk: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """All that is to be written."""

    saved: list[Person]
    sealed: list[Sealed]
    people: list[Person] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    steps: list[tuple[str, int, str]] = field(default_factory=list)
    wishes: dict[tuple[str, str], tuple[Wish, ...]] = field(default_factory=dict)
    events: list[Entry] = field(default_factory=list)


def drawn(asked: Asked, seen: Seen, categories: Catalogue, sealing: Sealing) -> Drawn:
    """Raises Unreadable, and what a change's `decide` raises."""
    living = [row for row in seen.rows.values() if not row["erased_at"]]
    course = _Course(asked, seen, dict(opened(sealing, living, seen.sealed)), categories)
    saved = [course.take(change) for change in asked.changes]
    # Who comes again as they were is touched all the same: their tenant still has to do with them.
    sealed = sealed_of(sealing, course.known, list(course.present.values()))
    changed = {person.facts.candidate_id for person, _ in course.steps}
    people = [course.present[candidate_id] for candidate_id in sorted(changed)]
    return Drawn(
        saved,
        sealed,
        people,
        [_facts(person) for person in people],
        [(person.facts.candidate_id, person.version, fields) for person, fields in course.steps],
        {(asked.tenant_id, person.facts.candidate_id): wishes_of(person.facts) for person in people},
        [_event(person, asked, seen) for person, _ in course.steps],
    )


@dataclass(slots=True)
class _Course:
    """Of people, step by step."""

    asked: Asked
    seen: Seen
    known: dict[str, Kept | None]
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
        following = {"version": self._version(candidate_id) + 1, "updated_at": self.asked.now}
        facts = written.facts.model_copy(update=following)
        since = by_hand_since(person, facts, self.asked.now)
        made = Person(facts, written.private, since, bool(person and person.has_cv))
        self.present[candidate_id] = made
        self.steps.append((made, ",".join(fields)))
        return made

    def _version(self, candidate_id: str) -> int:
        if candidate_id in self.present:
            return self.present[candidate_id].version
        row = self.seen.rows.get(candidate_id)  # of who was erased, too
        return int(row["version"]) if row else 0


def _facts(person: Person) -> str:
    told: dict[str, Any] = person.facts.model_dump(mode="json", exclude={"version", "updated_at"}, exclude_none=True)
    return orjson.dumps(told).decode()


def _event(person: Person, asked: Asked, seen: Seen) -> Entry:
    facts, row = person.facts, seen.rows.get(person.facts.candidate_id)
    slow = asked.bulk or (row and row["bulk_at"] and row["bulk_at"] > asked.now - BULK_FOR)
    topic = CANDIDATE_PROFILES_BULK if slow else CANDIDATE_PROFILES
    trace = new_traceparent() if len(asked.changes) == 1 else own_traceparent()
    stamp = Stamp("rematch/ingest", asked.now, trace)
    return Entry(encode(topic, facts.key, facts, stamp), facts.version, keep=True)
