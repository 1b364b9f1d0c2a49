"""What match needs of its store."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rematch_common.contracts import MatchFeedback
from rematch_common.erasing import Erasure
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import Occasion, PairKey, Scored
from rematch_match.ports.vector_index import Mark, Point, Side


@dataclass(frozen=True, slots=True)
class Ending:
    """An erasure that wants a receipt, and how much of the person was taken out of the index on its way."""

    erasure: Erasure
    points: int = 0


Endings = Mapping[CandidateKey, Ending]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The newest word of a batch about each opening and each person."""

    jobs: Sequence[JobFacts]
    candidates: Sequence[CandidateFacts]
    endings: Endings = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Work:
    """What has to be matched now: arrivals that are news, or whose matching was never finished."""

    jobs: Sequence[JobFacts]
    candidates: Sequence[CandidateFacts]
    endings: Endings = field(default_factory=dict)


class Store(Protocol):
    """Openings, people and pairs: the truth. All methods raise DependencyAway."""

    async def write(self, arrivals: Arrivals) -> Work:
        """Store what is not older than what is known; give back what has not been finished at that version. Who has
        been erased already, at the version of an ending or above it, is answered with another receipt."""
        ...

    async def compared(self, work: Work) -> Work:
        """The same with the vectors of the model in force, of those that came with others' and have them."""
        ...

    async def tasted(self, work: Work) -> Work:
        """The same with what its people have made of openings before: no topic brings that with them."""
        ...

    async def pairs_of(self, work: Work) -> set[PairKey]:
        """The pairs, active and displaced, of these openings and people; of openings that were merged away also what
        their people have, or may have, with the opening that took over."""
        ...

    async def settle(self, scored: Sequence[Scored], work: Work, occasion: Occasion) -> int:
        """One transaction: lock both sides of every pair, score again what has moved since, give places to the best,
        store and say what changed, and note that this work is finished. Who is erased is forgotten, with a receipt for
        those of the work's endings. Gives the number of events."""
        ...

    async def react(self, records: Sequence[MatchFeedback], occasion: Occasion) -> int:
        """Store reactions, each once whatever comes again, and in the same transaction withdraw what was rejected (or
        find it again, after second thoughts). Who said something of their own is put into the backlog, unless they wait
        there: it moves others like it. Gives the number of events."""
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
