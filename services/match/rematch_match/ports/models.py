"""What match needs to know of several models: whose vectors there are, and whose are compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from rematch_match.domain.facts import CandidateKey
from rematch_match.ports.store import Arrivals, Work


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of records with the vectors of a model that is being introduced."""

    shown: Work
    """Whose vectors belong in the index now."""
    gone_jobs: Sequence[UUID]
    gone_people: Sequence[CandidateKey]
    known: Work
    """Of those shown, who is stored at the same version, so that they can be matched."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of how many openings and people, that can be matched, there are vectors of this model."""

    model: str
    label: str
    """Under which it is being introduced; empty for what the ordinary topics bring."""
    openings: int
    people: int


class Models(Protocol):
    """All methods raise DependencyAway."""

    async def keep(self, label: str, arrivals: Arrivals) -> Kept:
        """Store these vectors beside those of others, unless newer ones are there or whose they are is gone."""
        ...

    async def in_force(self) -> str:
        """Whose vectors are compared; empty as long as nothing was ever switched: those of the ordinary topics."""
        ...

    async def standings(self) -> list[Standing]: ...

    async def switch(self, model: str, at: datetime) -> int:
        """From now on compare its vectors. Everybody is put into the backlog in the same transaction; gives how many
        they are."""
        ...
