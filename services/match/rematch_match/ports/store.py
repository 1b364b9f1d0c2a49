"""What match needs of its store."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import Occasion, PairKey
from rematch_match.ports.vector_index import Mark, Point, Side


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The newest word of a batch about each opening and each person."""

    jobs: Sequence[JobFacts]
    candidates: Sequence[CandidateFacts]


@dataclass(frozen=True, slots=True)
class Work:
    """What has to be matched now: arrivals that are news, or whose matching was never finished."""

    jobs: Sequence[JobFacts]
    candidates: Sequence[CandidateFacts]


class Store(Protocol):
    """Openings, people and pairs: the truth. All methods raise DependencyAway."""

    async def write(self, arrivals: Arrivals) -> Work:
        """Store what is not older than what is known; give back what has not been finished at that version."""
        ...

    async def pairs_of(self, work: Work) -> set[PairKey]:
        """The pairs in force of these openings and people."""
        ...

    async def settle(self, pairs: Sequence[PairKey], work: Work, occasion: Occasion) -> int:
        """One transaction: lock both sides of every pair, score with what holds now, store and say what changed, and
        note that this work is finished. Gives the number of events."""
        ...

    def marks(self, side: Side, size: int) -> AsyncIterator[list[Mark]]:
        """All that belongs in the index, in pages."""
        ...

    async def marks_of(self, side: Side, refs: Sequence[str]) -> list[Mark]:
        """Those of them that belong in the index."""
        ...

    async def points(self, side: Side, refs: Sequence[str]) -> list[Point]:
        """Those of them that belong in the index, whole."""
        ...
