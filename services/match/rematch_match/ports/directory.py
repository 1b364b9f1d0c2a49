"""Who is there: the searches by skill, and the facts of who was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from rematch_match.domain.census import Census
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts

People = dict[CandidateKey, int]
"""Versions by key, the best first."""
Openings = dict[UUID, int]


@dataclass(frozen=True, slots=True)
class Seek:
    """Among the people of one tenant, those who have one of these skills, by the sum of their weights.

    Of each skill's owners `reads` are looked at; where there are more, those that come first from `start` on, a number
    below 2**32, around the circle of all. `most` are brought.
    """

    tenant_id: str
    skills: Mapping[str, float]
    most: int
    reads: int
    start: int = 0
    categories: frozenset[str] = frozenset()
    """Those in at least one of them, or in none at all; empty: all."""


@dataclass(frozen=True, slots=True)
class SeekOpenings:
    """Openings that ask for one of `probed`, by the sum of the weights of all skills that they share.

    A tenant's own skills are named as `own_skills.looked_up` does.
    `most` are brought, of equals the newest.
    """

    probed: frozenset[str]
    weights: Mapping[str, float]
    most: int
    reads: int
    since: datetime | None = None
    """Openings that were posted then or later, or nobody knows when."""
    categories: frozenset[str] = field(default=frozenset())


class Directory(Protocol):
    """Only who is alive is found, and only what is committed. All methods raise DependencyAway."""

    async def tenants(self) -> list[str]: ...

    async def census(self) -> Census: ...

    async def people_with(self, seeks: Sequence[Seek]) -> list[People]:
        """What each of them finds; of equals always the same."""
        ...

    async def everyone(self, seeks: Sequence[Seek]) -> list[People]:
        """Up to `most` of each tenant, whatever their skills."""
        ...

    async def written(self, since: str | None) -> tuple[list[CandidateKey], str]:
        """Who was written since, gone or not, and what to ask with next time. With None only that; those of whom
        nobody knows whether they were, too."""
        ...

    async def people(self, keys: Sequence[CandidateKey]) -> list[CandidateFacts]:
        """With vectors, without lineage."""
        ...

    async def openings_with(self, seek: SeekOpenings) -> Openings: ...

    async def opening_versions(self, ids: Sequence[UUID]) -> Openings: ...

    async def openings(self, ids: Sequence[UUID]) -> list[JobFacts]:
        """With vectors and the card, without text and lineage."""
        ...


class Facts(Protocol):
    """What scoring needs of those who were found, at these versions or newer ones. All methods raise DependencyAway.

    A version of 0 stands for the one that was committed at the last `catch_up`.
    `readings`: see Circumstances. What could be read with older words of a tenant is as it is stored now.
    """

    async def catch_up(self) -> None:
        """From here on nobody is as they were before what is committed now."""
        ...

    async def people(self, found: People, readings: Mapping[str, int]) -> list[CandidateFacts]:
        """In the order of their keys here; who is gone by now is left out."""
        ...

    async def openings(self, found: Openings, readings: Mapping[str, int]) -> list[JobFacts]: ...

    def compare_by(self, model: str) -> None:
        """What is kept with vectors of another is read again."""
        ...
