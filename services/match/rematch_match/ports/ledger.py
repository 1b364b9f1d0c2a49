"""What a settlement needs of the transaction that it runs in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from rematch_common.contracts import WithdrawReason
from rematch_common.errors import DependencyAway
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import Pair, PairKey
from rematch_match.domain.places import Ask, List
from rematch_match.domain.postings import Holder, Posting
from rematch_match.domain.verdicts.given import Given


@dataclass(frozen=True, slots=True)
class SeenJob:
    """What of an opening can't change any more while the transaction runs."""

    version: int
    alive: bool
    merged_into: UUID | None = None
    reading: int = 0


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """What of a person can't change any more while the transaction runs. `floor`: new pairs' versions are above it."""

    version: int
    away_as: WithdrawReason | None = None
    floor: int = 0
    reading: int = 0
    reacted: int = 0


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of the pairs, as far as they are known, locked."""

    jobs: dict[UUID, SeenJob] = field(default_factory=dict)
    people: dict[CandidateKey, SeenPerson] = field(default_factory=dict)


class Busy(Exception):
    """Somebody is writing these openings: to wait for them here could be to wait in a circle.

    Whoever has locked people lets go of all, and begins again with these among the first that it locks.
    """

    def __init__(self, jobs: Collection[UUID]) -> None:
        super().__init__(f"{len(jobs)} openings are being written")
        self.jobs = frozenset(jobs)


class Overtaken(DependencyAway):
    """Tenants have other terms by now than those that the pairs were scored on.

    The batch is done again, and asks for the terms again. As nothing is wrong with its records, it is no bug and goes
    nowhere else; and as this is nothing to wait for, the tenth of a second before the loop's first retry is long
    enough. What the batch has settled before stays settled.
    """

    def __init__(self, tenants: Collection[str]) -> None:
        super().__init__("settings", f"{len(tenants)} tenants have changed theirs meanwhile")
        self.tenants = frozenset(tenants)


class Ledger(Protocol):
    """Locks are held until the transaction ends. All methods raise DependencyAway."""

    async def terms(self, tenants: Collection[str]) -> Mapping[str, int]:
        """Where their terms stand (Terms.stand), 0 where not told. Asked first: locked before everything else."""
        ...

    async def lock(
        self, jobs: Collection[UUID], postings: Collection[Posting], people: Collection[CandidateKey]
    ) -> Sides:
        """Openings (against change), then openings' lists in a tenant, then people; each kind in one order."""
        ...

    async def join(self, jobs: Collection[UUID], postings: Collection[Posting]) -> Mapping[UUID, SeenJob]:
        """Further openings, locked without waiting. Raises Busy."""
        ...

    async def pairs(self, keys: Sequence[PairKey]) -> dict[PairKey, Pair]: ...

    async def rejected(self, keys: Sequence[PairKey]) -> set[PairKey]:
        """Those whose person has said no to the opening, or to one that was merged with it."""
        ...

    async def lists(self, asks: Sequence[Ask]) -> dict[CandidateKey, List]:
        """Of each person's list as much as `places.weakest` and `places.best` ask for."""
        ...

    async def holders(self, postings: Collection[Posting]) -> dict[Posting, list[Holder]]:
        """Whose match with the opening is in force in the tenant."""
        ...

    async def openings(self, ids: Collection[UUID]) -> dict[UUID, JobFacts]:
        """Whole, with vectors."""
        ...

    async def given(self, keys: Sequence[PairKey]) -> dict[PairKey, list[Given]]:
        """The verdicts that were given of those of them that have some, oldest first."""
        ...

    async def people(self, keys: Collection[CandidateKey]) -> dict[CandidateKey, CandidateFacts]:
        """Whole, with vectors."""
        ...
