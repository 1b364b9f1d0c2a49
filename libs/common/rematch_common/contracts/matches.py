"""A person and an opening that fit, how well, and why."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID, uuid5

from pydantic import Field
from pydantic.types import FailFast

from rematch_common.contracts.base import Event, Part
from rematch_common.contracts.fields import (
    Code,
    Company,
    Id,
    Instant,
    Line,
    Lines,
    Score,
    Title,
    Unit,
    Url,
    Version,
    Word,
    Words,
)
from rematch_common.contracts.jobs import Workplace
from rematch_common.contracts.lineage import Lineage

Grade = Literal["A+", "A", "B", "C", "D", "F"]
Trigger = Literal[
    "new_job",
    "job_changed",
    "profile_changed",
    "settings_changed",
    "model_changed",
    "verdict",
    "feedback",
    "requested",
    "replay",
]
WithdrawReason = Literal[
    "job_closed", "merged", "filter", "below_threshold", "displaced", "rejected", "erased", "consent"
]

_GRADES: tuple[tuple[float, Grade], ...] = ((90, "A+"), (80, "A"), (70, "B"), (60, "C"), (50, "D"))
_MATCHES = UUID("6f0d7c1e-3b1a-5d0e-9a57-5a8c4b2f9e31")


def grade_of(score: float) -> Grade:
    """The grade that a score of 0 to 100 earns."""
    return next((grade for least, grade in _GRADES if score >= least), "F")


def match_id_of(tenant_id: str, candidate_id: str, job_id: UUID) -> UUID:
    """The id of a pair: the same pair always has the same id."""
    return uuid5(_MATCHES, f"{tenant_id}/{candidate_id}/{job_id}")


class Factor(Part):
    """One reason among several. What is not known doesn't count: `known` is false."""

    name: Code
    score: Score
    weight: Unit
    known: bool = True
    note: Line | None = None


class Explanation(Part):
    """The match in words."""

    summary: Line
    strengths: Lines = ()
    gaps: Lines = ()
    recommendations: Lines = ()
    evidence: dict[Word, Line] = Field({}, description="of a skill, the sentence of the posting that asks for it")
    past_successes: Lines = Field((), description="how people alike fared with openings alike; no names")


class Verdict(Part):
    """What a language model said of the pair."""

    score: Score
    reason: Line
    provider: Word
    model: Word


class ExperimentArm(Part):
    """Which of several ways to ask for a verdict, or to count it, the person has by chance."""

    name: Code = Field(description="the experiment's")
    arm: Code


class Scoring(Part):
    """Which weights the score was reached with."""

    profile: Word
    version: Version


class JobCard(Part):
    """What a person needs to see of the opening without asking for more."""

    title: Title
    company: Company
    location: Line | None = None
    url: Url | None = None
    posted_at: Instant | None = None
    workplace: Workplace | None = None
    also_in: Lines = Field((), description="its other places, when it has several")


class PairEvent(Event):
    """Which pair, and which version of what is said of it."""

    match_id: UUID
    version: Version
    tenant_id: Id
    candidate_id: Id
    job_id: UUID

    @property
    def key(self) -> str:
        return f"{self.tenant_id}/{self.candidate_id}/{self.job_id}"


class Match(PairEvent):
    """What MatchFound and MatchUpdated say of a pair."""

    candidate_version: Version
    job_version: Version
    score: Score
    coverage: Unit = Field(description="how much of the score rests on known facts")
    grade: Grade
    recommended: bool = Field(description="grade B and up")
    broader: bool = Field(False, description="below what is aimed at: told because there is hardly anything better")
    factors: Annotated[tuple[Factor, ...], Field(max_length=50), FailFast()] = ()
    matched_skills: Words = ()
    missing_skills: Words = ()
    verdict: Verdict | None = None
    experiment: ExperimentArm | None = None
    explanation: Explanation
    trigger: Trigger
    scoring: Scoring
    job: JobCard
    occurred_at: Instant
    lineage: Lineage | None = None


class MatchFound(Match):
    """A pair fits that didn't before."""

    ce_type: ClassVar[str] = "rematch.match.found.v1"


class MatchUpdated(Match):
    """A pair still fits, and something about it changed."""

    ce_type: ClassVar[str] = "rematch.match.updated.v1"


class MatchWithdrawn(PairEvent):
    """A pair no longer fits."""

    ce_type: ClassVar[str] = "rematch.match.withdrawn.v1"

    reason: WithdrawReason
    merged_into: UUID | None = Field(None, description="the opening that took over, when openings were merged")
    occurred_at: Instant | None = None
    lineage: Lineage | None = None
