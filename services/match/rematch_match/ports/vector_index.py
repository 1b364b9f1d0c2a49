"""What match needs of a vector index."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from rematch_match.domain.facts import Vector

Side = Literal["jobs", "candidates"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Which version of an opening or person is in the index, or belongs there, and in which space."""

    id: UUID
    ref: str
    version: int
    space: str


@dataclass(frozen=True, slots=True)
class Point:
    """One opening or person in the index. `ref` is its key in words: job_id, or tenant_id/candidate_id."""

    id: UUID
    ref: str
    version: int
    vector: Vector
    skills: frozenset[str]
    tenant: str | None = None
    categories: frozenset[str] = frozenset()
    posted_day: int | None = None
    """Of an opening, in days since 1970."""

    @property
    def mark(self) -> Mark:
        return Mark(self.id, self.ref, self.version, self.vector.space)


@dataclass(frozen=True, slots=True)
class Where:
    """Among whom to look. What is empty or None asks for nothing."""

    tenant: str | None = None
    skills: frozenset[str] = frozenset()
    """Those that have at least one of them."""
    categories: frozenset[str] = frozenset()
    """Those in at least one of them, or in none at all."""
    posted_since: int | None = None
    """Openings of that day (since 1970) and later; one without a day isn't among them."""


@dataclass(frozen=True, slots=True)
class Query:
    """Whom to look for: the nearest to this vector."""

    vector: Vector
    limit: int
    where: Where = Where()


class VectorIndex(Protocol):
    """Nearest neighbours. An index, no truth: it can be rebuilt from the store. All methods raise DependencyAway."""

    async def put(self, side: Side, points: Sequence[Point]) -> None:
        """Insert or replace; found by every search that starts after this returns, also after a crash."""
        ...

    async def remove(self, side: Side, ids: Sequence[UUID]) -> None: ...

    async def nearest(self, side: Side, queries: Sequence[Query]) -> list[list[str]]:
        """For each query the refs of what is found, nearest first; equals by id, so that a limit cuts them alike."""
        ...

    async def count(self, side: Side) -> int: ...

    def marks(self, side: Side, size: int) -> AsyncIterator[list[Mark]]:
        """All that is there, in pages."""
        ...

    async def marks_of(self, side: Side, ids: Sequence[UUID]) -> list[Mark]:
        """Those of them that are there, in whatever space."""
        ...
