"""What match's API looks up: what is known of people, openings and pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.learning import Success
from rematch_match.domain.listing import Head, State
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.verdicts.given import Given

Place = tuple[datetime, UUID]
"""When a match was told, and its id."""
Body = Mapping[str, Any]
"""A match as it was last told, field by field, and `verdict_state` where it wants a verdict, or wanted one in vain; of
one that was never told, nothing but the opening's card."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which openings; what is empty or None asks for nothing."""

    text: str = ""
    company: str = ""
    location: str = ""
    remote: bool | None = None
    since: datetime | None = None
    category: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An opening, and the day by which the list of openings is ordered."""

    job: JobFacts
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of what."""

    openings: Mapping[str, int] = field(default_factory=dict)
    workplaces: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    companies: Mapping[str, int] = field(default_factory=dict)
    grades: Mapping[str, int] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    people: int = 0


class Book(Protocol):
    """A tenant's people and pairs: what belongs to another tenant is not there. All methods raise DependencyAway."""

    async def person(self, key: CandidateKey) -> CandidateFacts | None:
        """Also one that is not to be matched; with the vector."""
        ...

    async def of_person(self, key: CandidateKey, states: Sequence[State]) -> list[Head]: ...

    async def of_opening(self, tenant: str, job_id: UUID, states: Sequence[State]) -> list[Head]: ...

    async def newest(self, tenant: str, most: int, after: Place | None) -> list[Head]:
        """Matches of the tenant's people that are in force, told last first, from behind that place in the order."""
        ...

    async def scores(self, tenant: str) -> list[int]:
        """How many matches in force there are of 0 to under 10, 10 to under 20, and so on to 100."""
        ...

    async def pair(self, key: PairKey) -> Head | None: ...

    async def named(self, tenant: str, match_id: UUID) -> PairKey | None:
        """The pair whose match has this id."""
        ...

    async def bodies(self, keys: Sequence[PairKey]) -> Mapping[PairKey, Body]:
        """All of one tenant."""
        ...

    async def given(self, key: PairKey) -> Sequence[Given]:
        """The verdicts that were given of the pair, oldest first."""
        ...

    async def status(self, key: PairKey) -> str | None:
        """What was said of the pair, or of the same opening under an id that it had before a merge; None: nothing."""
        ...

    async def next_ones(self, key: CandidateKey, most: int) -> list[frozenset[str]]:
        """What each opening requires that the person would be matched with next: those displaced, best first, then
        the lowest of those in force."""
        ...

    async def least_kept(self, key: CandidateKey) -> tuple[int, float]:
        """How many matches of the person are in force, and the lowest score among them (0.0 where none is)."""
        ...

    async def successes(self, tenant: str, apart_from: str, most: int) -> list[Success]:
        """The newest pairs of the tenant that led somewhere, those of one person left out."""
        ...

    async def people(self, tenant: str, keys: Sequence[CandidateKey]) -> list[CandidateFacts]:
        """Those of them who can be matched; with vectors, in no order."""
        ...

    async def people_sharing(self, tenant: str, skills: frozenset[str], most: int) -> list[CandidateFacts]:
        """People of the tenant who can be matched and have one of these, most shared first; with vectors."""
        ...


class Catalogue(Protocol):
    """The openings, which are everybody's. All methods raise DependencyAway."""

    async def opening(self, job_id: UUID) -> JobFacts | None:
        """Also one that is closed; with its text and vector."""
        ...

    async def openings(self, ids: Sequence[UUID]) -> list[JobFacts]:
        """Those of them that are open; with vectors, in no order."""
        ...

    async def newest(self, wanted: Wanted, most: int, after: tuple[datetime, UUID] | None) -> list[Found]:
        """Open ones, newest first, from behind that place in the order."""
        ...

    async def among(self, ids: Sequence[UUID], wanted: Wanted) -> list[JobFacts]:
        """Those of them that are open and wanted, whatever the text; with vectors, in no order."""
        ...

    async def with_words(self, wanted: Wanted, skills: frozenset[str], most: int) -> list[UUID]:
        """Open ones that have all the words of the text, or ask for all these skills; best first."""
        ...

    async def sharing(self, skills: frozenset[str], most: int) -> list[JobFacts]:
        """Open ones that ask for one of these, most shared first; with vectors."""
        ...

    async def counts(self, tenant: str, now: datetime) -> Counts: ...
