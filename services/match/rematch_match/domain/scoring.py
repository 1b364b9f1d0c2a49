"""One number for a pair, what it rests on, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rematch_common.contracts import Explanation, Factor, Scoring
from rematch_match.domain.factors import FACTORS
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.terms import Terms

SCORING = Scoring(profile="rematch", version=1)
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Fixed:
    """The part of a score that no day changes: with it, the score of any day is computed when it is read."""

    total: float
    """The sum of weight times score of the known factors, recency apart."""
    weight: float
    recency: float = 0.0
    """The weight of recency; 0 where the profile has none."""
    cap: float = 100.0


@dataclass(frozen=True, slots=True)
class Score:
    """A pair's score with its reasons."""

    value: float
    coverage: float
    factors: tuple[Factor, ...]
    asked: int
    matched: tuple[str, ...]
    missing: tuple[str, ...]
    apart: str | None = None
    """The filter that keeps the two apart, whatever the factors say; then the value is 0."""
    fixed: Fixed = field(default=Fixed(0.0, 0.0))
    inputs: dict[str, Any] = field(default_factory=dict)
    """Ids and numbers, no text: enough to reach the same score again."""
    scoring: Scoring = SCORING


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pair i is `jobs[job_at[i]]` with `people[person_at[i]]`."""

    jobs: Sequence[JobFacts]
    people: Sequence[CandidateFacts]
    job_at: NDArray[np.intp]
    person_at: NDArray[np.intp]

    @classmethod
    def of(cls, pairs: Sequence[tuple[JobFacts, CandidateFacts]]) -> Self:
        at = np.arange(len(pairs), dtype=np.intp)
        return cls([job for job, _ in pairs], [person for _, person in pairs], at, at)

    def __len__(self) -> int:
        return len(self.job_at)


class Scores:
    """The scores of many pairs as numbers; the reasons of one pair are put into words only when they are asked for."""

    def __init__(self, pairs: Pairs, found: Sequence[Score]) -> None:
        self._pairs = pairs
        self._found = found

    @cached_property
    def value(self) -> NDArray[np.float64]:
        """From 0 to 100, one digit behind the point; 0 for those that a filter keeps apart."""
        return np.array([score.value for score in self._found], dtype=np.float64)

    def one(self, at: int) -> Score:
        return self._found[at]


class Scorer:
    """Scores pairs as of one moment: under one snapshot of rarity, each pair on its tenant's terms."""

    def __init__(self, rarity: Rarity, terms: Callable[[str], Terms], now: datetime) -> None:
        self.rarity = rarity
        self.terms = terms
        self.now = now

    def score(self, pairs: Pairs) -> Scores:
        both = zip(pairs.job_at, pairs.person_at, strict=True)
        return Scores(pairs, [score(pairs.jobs[job], pairs.people[person]) for job, person in both])


def score(job: JobFacts, candidate: CandidateFacts) -> Score:
    """The weighted mean of what is known; what is unknown lowers the coverage and never counts as agreement."""
    factors = tuple(factor(job, candidate) for factor in FACTORS)
    known = sum(factor.weight for factor in factors if factor.known)
    total = sum(factor.score * factor.weight for factor in factors if factor.known)
    return Score(
        value=round(total / known, 1) if known else 0.0,
        coverage=round(known / sum(factor.weight for factor in factors), 2),
        factors=factors,
        asked=len(job.skills),
        matched=tuple(sorted(job.skills & candidate.skills)),
        missing=tuple(sorted(job.required - candidate.skills)),
        fixed=Fixed(total, known),
    )


def could_reach(job: JobFacts, candidate: CandidateFacts, least: float) -> bool:
    """Whether the skills leave room for this score, were the texts the same: a cheap no before anything is loaded."""
    if not job.skills & candidate.skills:
        return False
    (skills, *others) = FACTORS
    return skills(job, candidate).score * 0.7 + 100 * 0.3 >= least if others else True


def explain(found: Score) -> Explanation:
    named = ", ".join(found.matched[:_NAMED]) + (" and more" if len(found.matched) > _NAMED else "")
    counted = f"Brings {len(found.matched)} of {found.asked} skills asked for: {named}."
    summary = counted if found.matched else "Close in meaning."
    strengths = tuple(f"Has {skill}" for skill in found.matched[:_NAMED])
    gaps = tuple(f"Asked for, not in the profile: {skill}" for skill in found.missing[:_NAMED])
    return Explanation(summary=summary, strengths=strengths, gaps=gaps)
