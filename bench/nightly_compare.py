"""How far two ways end with the same matches, and why not."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from bench.nightly_batch import Kept
from rematch_match.domain.facts import CandidateKey

PairKey = tuple[CandidateKey, UUID]
# Scores have one digit behind the point: those that differ by no more than it may be equal.
_TIE = 0.1 + 1e-9
UNSEEN = "never found by its search"
ROOM = "better ones fill its list"
TIES = "as good as the last of its list"
AGED = "scored at an earlier hour"
ORDER = "waits, though better than the last of its list"
REASONS = (UNSEEN, ROOM, TIES, AGED, ORDER)


@dataclass(frozen=True, slots=True)
class Side:
    """Where a way ended: what it keeps, and what it knows and has no room for."""

    kept: Kept
    waiting: Kept = field(default_factory=dict)

    def pairs(self) -> set[PairKey]:
        return {(person, job_id) for person, mine in self.kept.items() for job_id in mine}


@dataclass(frozen=True, slots=True)
class Limits:
    """Which matches a list takes."""

    least: float = 50.0
    most: int = 50


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs in both; and those in one only, by why the other lacks them."""

    both: int
    only_first: Counter[str]
    only_second: Counter[str]

    @property
    def in_common(self) -> float:
        """Of all pairs that either has."""
        every = self.both + self.only_first.total() + self.only_second.total()
        return self.both / every if every else 1.0


def compare(first: Side, second: Side, score: Callable[[PairKey], float], limits: Limits) -> Compared:
    """`score`: of a pair as it is at the end of the day."""
    one, other = first.pairs(), second.pairs()
    return Compared(
        len(one & other),
        Counter(why_not(second, pair, first.kept[pair[0]][pair[1]], score, limits) for pair in one - other),
        Counter(why_not(first, pair, second.kept[pair[0]][pair[1]], score, limits) for pair in other - one),
    )


def why_not(side: Side, pair: PairKey, held: float, score: Callable[[PairKey], float], limits: Limits) -> str:
    """Why this pair isn't among what a way keeps. `held`: its score where it is kept."""
    person, job_id = pair
    now, mine = score(pair), side.kept.get(person, {})
    stored = side.waiting.get(person, {}).get(job_id)
    if now < limits.least or any(abs(other - now) > _TIE for other in (held, stored) if other is not None):
        return AGED
    if len(mine) >= limits.most:
        last = min(mine.values())
        if abs(now - last) <= _TIE:
            return TIES
        if now < last:
            # By what the last has come to meanwhile, there may be room.
            return AGED if min(score((person, other)) for other in mine) < now - _TIE else ROOM
    return UNSEEN if stored is None else ORDER


def misplaced(side: Side, limits: Limits) -> list[PairKey]:
    """Pairs that wait by the way's own scores, while their person's list has room or keeps a worse one: none may."""
    found: list[PairKey] = []
    for person, waiting in side.waiting.items():
        mine = side.kept.get(person, {})
        last = max(((-score, job_id) for job_id, score in mine.items()), default=(0.0, UUID(int=0)))
        found += [
            (person, job_id)
            for job_id, score in waiting.items()
            if score >= limits.least and (len(mine) < limits.most or (-score, job_id) < last)
        ]
    return found
