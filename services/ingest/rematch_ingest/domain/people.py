"""A person as their tenant keeps them: what matching may see, and what is for the tenant's eyes only."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

import orjson
from pydantic import Field, model_validator

from rematch_common.contracts import CandidateChanged
from rematch_common.contracts.base import Part, given
from rematch_common.contracts.fields import Description, Line, Word, Words

PersonId = tuple[str, str]
"""Tenant and candidate."""
# Of CandidateChanged: who it is, and what is decided beside the facts.
NOT_FACTS = frozenset({"tenant_id", "candidate_id", "version", "updated_at", "status", "automated_matching"})
FACTS = tuple(name for name in CandidateChanged.model_fields if name not in NOT_FACTS)


class Personal(Part):
    """What no topic and no log may hold."""

    first_name: Word | None = None
    last_name: Word | None = None
    email: Line | None = None
    phone: Word | None = None
    address: Line | None = None
    notes: Description | None = Field(None, description="for recruiters alone")
    education: Annotated[Words, Field(description="as a CV tells it; matching doesn't read it")] = ()

    @model_validator(mode="before")
    @classmethod
    def _given(cls, data: Any) -> Any:
        return given(data)


@dataclass(frozen=True, slots=True)
class Private:
    """Sealed: personal data, and the facts in the words in which they were given."""

    personal: Personal = field(default_factory=Personal)
    given: dict[str, Any] = field(default_factory=dict)

    def dumped(self) -> bytes:
        told = {"personal": self.personal.model_dump(mode="json", exclude_defaults=True), "given": self.given}
        return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)

    @classmethod
    def loaded(cls, data: bytes) -> "Private":
        told = orjson.loads(data)
        return cls(Personal.model_validate(told["personal"]), told["given"])


@dataclass(frozen=True, slots=True)
class Written:
    """A person as they are to be stored; version and times are given when they are."""

    facts: CandidateChanged
    private: Private


@dataclass(frozen=True, slots=True)
class Person:
    """A person as they are stored. `withdrawn_at`: since when they are matched by hand. `unreadable`: what is sealed
    of them can't be opened, and the facts are as others know them."""

    facts: CandidateChanged
    private: Private
    withdrawn_at: datetime | None = None
    has_cv: bool = False
    unreadable: bool = False

    @property
    def version(self) -> int:
        return self.facts.version

    def same(self, written: Written) -> bool:
        return not self.changed_by(written)

    def changed_by(self, written: Written) -> list[str]:
        """The names of the fields that are not as they were."""
        return changes(_flat(self.facts, self.private), _flat(written.facts, written.private))


Decide = Callable[[Person | None], Written]
"""What a person is to be, given what they are. Raises what `domain.refusing` knows."""


@dataclass(frozen=True, slots=True)
class Change:
    candidate_id: str
    decide: Decide


def by_hand_since(known: Person | None, facts: CandidateChanged, now: datetime) -> datetime | None:
    """When the person said no to automated matching, whichever way that came; None where they agree."""
    before = known.withdrawn_at if known else None
    return None if facts.automated_matching else before or now


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    names = sorted({*before, *after})
    return [name for name in names if before.get(name) != after.get(name)]


def _flat(facts: CandidateChanged, private: Private) -> dict[str, Any]:
    """Every field beside every other. A fact counts as it was given and as it is told: masks may change."""
    told = facts.model_dump(mode="json", exclude={"version", "updated_at"}, exclude_none=True)
    personal = private.personal.model_dump(mode="json", exclude_defaults=True)
    original = {name: value for name, value in private.given.items() if value != told.get(name)}
    return {**{name: (value, original.get(name)) for name, value in told.items()}, **personal}


def shown(person: Person) -> dict[str, Any]:
    """The person in the shape in which they are given: PUT takes it as it is."""
    facts = person.facts
    return {
        "candidate_id": facts.candidate_id,
        "version": facts.version,
        "status": facts.status,
        "automated_matching": facts.automated_matching,
        "updated_at": facts.updated_at.isoformat() if facts.updated_at else None,
        "has_cv": person.has_cv,
        **person.private.personal.model_dump(mode="json", exclude_defaults=True),
        **person.private.given,
        **({"unreadable": True} if person.unreadable else {}),
    }
