"""A pair over time: active (told and in force), displaced (it fits and finds no room), withdrawn."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from rematch_common.contracts import Trigger, WithdrawReason, grade_of
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.scoring import Scorer, Seen
from rematch_match.domain.terms import Terms
from rematch_match.domain.verdicts.given import Given

PairKey = tuple[CandidateKey, UUID]
State = Literal["active", "displaced", "withdrawn"]
# A score that moves by less is the same match: nobody is told again.
WORTH_TELLING = 2.0


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair, and the score that it got of these versions of its two sides; without one it is still to be scored."""

    key: PairKey
    job_version: int = 0
    candidate_version: int = 0
    score: Seen | None = None
    job_reading: int = 0
    candidate_reading: int = 0
    reacted: int = 0

    @property
    def sides(self) -> tuple[int, int, int, int, int]:
        """What of the two sides the score was reached with."""
        return self.job_version, self.job_reading, self.candidate_version, self.candidate_reading, self.reacted

    @classmethod
    def of(cls, job: JobFacts, person: CandidateFacts, score: Seen) -> Self:
        read = job.reading, person.reading, person.reacted
        return cls((person.key, job.job_id), job.version, person.version, score, *read)

    @classmethod
    def unseen(cls, key: PairKey) -> Self:
        """A pair that has to be looked at, and that nobody has scored."""
        return cls(key)


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair as it is stored. `version` is that of its last event: 0 for one that was never told."""

    key: PairKey
    version: int
    state: State
    score: float
    """What it comes to now."""
    told: float | None = None
    """What was told last."""
    reason: WithdrawReason | None = None
    """Why it is not in force."""
    verdict: UUID | None = None
    """Which was told last; None: what was told last was without one."""

    @property
    def active(self) -> bool:
        return self.state == "active"

    @property
    def rank(self) -> tuple[float, UUID]:
        return rank(self.score, self.key[1])


def rank(score: float, job_id: UUID) -> tuple[float, UUID]:
    """The place in a person's list: the best first, equals by the opening's id."""
    return -score, job_id


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and why pairs are looked at, and by whom they are scored. `because` overrides what the arrivals tell."""

    now: datetime
    scorer: Scorer
    changed_jobs: frozenset[UUID] = frozenset()
    because: Trigger | None = None
    changed_people: frozenset[CandidateKey] = frozenset()

    def terms(self, person: CandidateKey) -> Terms:
        """Those that hold for this one of the tenant's people."""
        return self.scorer.terms(person[0]).of_person(person, self.now)

    def trigger(self, job: JobFacts, person: CandidateFacts) -> Trigger:
        if self.because is not None:
            return self.because
        if job.job_id in self.changed_jobs:
            return "new_job" if job.version == 1 else "job_changed"
        # A pair of neither comes into the place that another opening's change has left.
        return "profile_changed" if person.key in self.changed_people or not self.changed_jobs else "job_changed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What holds of a pair now, before it is known whether there is room for it."""

    key: PairKey
    score: Seen | None = None
    reason: WithdrawReason | None = None
    """Why it doesn't fit; None when it does."""
    held_back: bool = False
    """It fits, and the opening's list in the tenant is full."""
    given: Given | None = None
    """The verdict that the score has taken in."""

    @property
    def verdict(self) -> UUID | None:
        return self.given.verdict_id if self.given else None

    @property
    def fits(self) -> bool:
        return self.reason is None

    @property
    def value(self) -> float:
        return self.score.value if self.score else 0.0

    @property
    def rank(self) -> tuple[float, UUID]:
        return rank(self.value, self.key[1])


What = Literal["found", "updated", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Change:
    """A pair's next row, what is to be told of it, if anything, and the score that this rests on."""

    pair: Pair
    what: What | None = None
    score: Seen | None = None
    given: Given | None = None
    """The verdict that is told with it."""


def judged(key: PairKey, score: Seen, least: float) -> Finding:
    """What the score says of a pair of two who are there."""
    if score.apart is not None:
        return Finding(key, score, "filter")
    if score.value < least or not score.meets:
        return Finding(key, score, "below_threshold")
    return Finding(key, score)


def apart(job_alive: bool, merged: bool, away_as: WithdrawReason | None) -> WithdrawReason | None:
    """Why two don't belong together whatever they ask and bring."""
    if away_as is not None:
        return away_as
    if not job_alive:
        return "merged" if merged else "job_closed"
    return None


def change(before: Pair | None, finding: Finding, room: bool, floor: int = 0) -> Change | None:
    """From what was stored to what holds now; None when neither the row nor anybody's knowledge changes.

    `floor`: the version above which the first event of a pair has to be.
    """
    now = before or Pair(finding.key, floor, "withdrawn", 0.0)
    if not finding.fits or not room:
        return _out(now, finding)
    if now.active:
        return _moved(now, finding)
    pair = Pair(now.key, now.version + 1, "active", finding.value, finding.value, verdict=finding.verdict)
    return Change(pair, "found", finding.score, finding.given)


def displaced(pair: Pair) -> Change:
    """A pair that fits as before and has to make room."""
    return Change(replace(pair, version=pair.version + 1, state="displaced", reason="displaced"), "withdrawn")


def _out(now: Pair, finding: Finding) -> Change | None:
    state: State = "displaced" if finding.fits else "withdrawn"
    score = finding.value if finding.fits else now.score
    out = replace(now, state=state, score=score, reason=finding.reason or "displaced")
    if now.active:
        return Change(replace(out, version=now.version + 1), "withdrawn", finding.score)
    return None if (now.state, now.score) == (state, score) else Change(out, score=finding.score)


def _moved(now: Pair, finding: Finding) -> Change | None:
    told = now.score if now.told is None else now.told
    value = finding.value
    moved = abs(told - value) >= WORTH_TELLING or grade_of(told) != grade_of(value)
    # Whoever was told of a verdict has to know another, and that it holds no more.
    if moved or finding.verdict != now.verdict:
        pair = replace(now, version=now.version + 1, score=value, told=value, verdict=finding.verdict)
        return Change(pair, "updated", finding.score, finding.given)
    return Change(replace(now, score=value), score=finding.score) if value != now.score else None
