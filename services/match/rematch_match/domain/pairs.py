"""What becomes of a pair: found, updated, withdrawn, or nothing worth saying."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from rematch_common.contracts import (
    JobCard,
    Lineage,
    MatchFound,
    MatchUpdated,
    MatchWithdrawn,
    Trigger,
    WithdrawReason,
    grade_of,
    match_id_of,
)
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.scoring import SCORING, Score, explain, score

PairKey = tuple[CandidateKey, UUID]
# A score that moves by less is the same match: nobody is told again.
WORTH_TELLING = 2.0
RECOMMENDED = 70.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair as it was last told."""

    key: PairKey
    version: int
    active: bool
    score: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair's score, and of which versions of both it is. None: one of them is not to be matched, or is gone."""

    key: PairKey
    job_version: int
    candidate_version: int
    score: Score | None


@dataclass(frozen=True, slots=True)
class Told:
    """A pair's next version, and the event that says it."""

    pair: Pair
    event: MatchFound | MatchUpdated | MatchWithdrawn


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and why pairs are looked at, and the least score that counts."""

    now: datetime
    least: float
    changed_jobs: frozenset[UUID]

    def trigger(self, job: JobFacts) -> Trigger:
        if job.job_id not in self.changed_jobs:
            return "profile_changed"
        return "new_job" if job.version == 1 else "job_changed"


def settle(pair: Pair | None, job: JobFacts, candidate: CandidateFacts, occasion: Occasion) -> Told | None:
    """The pair's next version, scored with what is known of both now; None when there is nothing to say."""
    before = pair if pair is not None and pair.active else None
    reason = _apart(job, candidate)
    found = score(job, candidate) if reason is None else None
    if found is not None and (found.value < occasion.least or not found.matched):
        reason, found = "below_threshold", None
    if found is None:
        return _withdrawn(before, job, reason or "filter", occasion) if before else None
    if before and _alike(before.score, found.value):
        return None
    model = MatchUpdated if before else MatchFound
    event = _told(model, job, candidate, found, occasion).model_copy(
        update={"version": pair.version + 1 if pair else 1}
    )
    return Told(Pair((candidate.key, job.job_id), event.version, active=True, score=found.value), event)


def _alike(before: float, after: float) -> bool:
    return abs(before - after) < WORTH_TELLING and grade_of(before) == grade_of(after)


def _apart(job: JobFacts, candidate: CandidateFacts) -> WithdrawReason | None:
    if not candidate.alive:
        return candidate.away_as or "erased"  # type: ignore[return-value]  # stored as text, written from these words
    if not job.alive:
        return "merged" if job.merged_into else "job_closed"
    return None


def _withdrawn(pair: Pair, job: JobFacts, reason: WithdrawReason, occasion: Occasion) -> Told:
    event = MatchWithdrawn(
        **_ids(pair.key),
        version=pair.version + 1,
        reason=reason,
        merged_into=job.merged_into if reason == "merged" else None,
        occurred_at=occasion.now,
    )
    return Told(Pair(pair.key, event.version, active=False, score=pair.score), event)


def _told(
    model: type[MatchFound] | type[MatchUpdated],
    job: JobFacts,
    candidate: CandidateFacts,
    found: Score,
    occasion: Occasion,
) -> MatchFound | MatchUpdated:
    trigger = occasion.trigger(job)
    origin = candidate.lineage if trigger == "profile_changed" else job.lineage
    return model(
        **_ids((candidate.key, job.job_id)),
        version=1,
        candidate_version=candidate.version,
        job_version=job.version,
        score=found.value,
        coverage=found.coverage,
        grade=grade_of(found.value),
        recommended=found.value >= RECOMMENDED,
        factors=found.factors,
        matched_skills=found.matched,
        missing_skills=found.missing,
        explanation=explain(found),
        trigger=trigger,
        scoring=SCORING,
        job=JobCard.model_validate(job.card),
        occurred_at=occasion.now,
        lineage=Lineage.model_validate({**origin, "matched_at": occasion.now}),
    )


def _ids(key: PairKey) -> dict[str, Any]:
    (tenant_id, candidate_id), job_id = key
    return {
        "match_id": match_id_of(tenant_id, candidate_id, job_id),
        "tenant_id": tenant_id,
        "candidate_id": candidate_id,
        "job_id": job_id,
    }
