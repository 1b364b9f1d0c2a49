"""One number for a pair, what it rests on, and why."""

from dataclasses import dataclass

from rematch_common.contracts import Explanation, Factor, Scoring
from rematch_match.domain.factors import FACTORS, skills
from rematch_match.domain.factors.skills import WEIGHT as SKILLS_WEIGHT
from rematch_match.domain.facts import CandidateFacts, JobFacts

SCORING = Scoring(profile="rematch", version=1)
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Score:
    """A pair's score with its reasons."""

    value: float
    coverage: float
    factors: tuple[Factor, ...]
    asked: int
    matched: tuple[str, ...]
    missing: tuple[str, ...]


def score(job: JobFacts, candidate: CandidateFacts) -> Score:
    """The weighted mean of what is known; what is unknown lowers the coverage and never counts as agreement."""
    factors = tuple(factor(job, candidate) for factor in FACTORS)
    known = sum(factor.weight for factor in factors if factor.known)
    value = sum(factor.score * factor.weight for factor in factors if factor.known) / known if known else 0.0
    return Score(
        value=round(value, 1),
        coverage=round(known / sum(factor.weight for factor in factors), 2),
        factors=factors,
        asked=len(job.skills),
        matched=tuple(sorted(job.skills & candidate.skills)),
        missing=tuple(sorted(job.required - candidate.skills)),
    )


def could_reach(job: JobFacts, candidate: CandidateFacts, least: float) -> bool:
    """Whether the skills leave room for this score, were the texts the same: a cheap no before anything is loaded."""
    if not job.skills & candidate.skills:
        return False
    return skills(job, candidate).score * SKILLS_WEIGHT + 100 * (1 - SKILLS_WEIGHT) >= least


def explain(found: Score) -> Explanation:
    named = ", ".join(found.matched[:_NAMED]) + (" and more" if len(found.matched) > _NAMED else "")
    counted = f"Brings {len(found.matched)} of {found.asked} skills asked for: {named}."
    summary = counted if found.matched else "Close in meaning."
    strengths = tuple(f"Has {skill}" for skill in found.matched[:_NAMED])
    gaps = tuple(f"Asked for, not in the profile: {skill}" for skill in found.missing[:_NAMED])
    return Explanation(summary=summary, strengths=strengths, gaps=gaps)
