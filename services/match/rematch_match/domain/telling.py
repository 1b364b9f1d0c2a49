"""A change of a pair as the event that says it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rematch_common.contracts import JobCard, Lineage, MatchFound, MatchUpdated, MatchWithdrawn, grade_of, match_id_of
from rematch_match.domain.explaining import explain
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import Change, Occasion, PairKey
from rematch_match.domain.scoring import Score

MatchEvent = MatchFound | MatchUpdated | MatchWithdrawn
RECOMMENDED = 70.0


@dataclass(frozen=True, slots=True)
class Told:
    """A change, the event that says it, if it is worth one, and the space of the vectors that its score compared."""

    change: Change
    event: MatchEvent | None = None
    space: str | None = None


def withdrawal(change: Change, merged_into: UUID | None, occasion: Occasion) -> MatchWithdrawn:
    assert change.pair.reason is not None
    return MatchWithdrawn(
        **_ids(change.pair.key),
        version=change.pair.version,
        reason=change.pair.reason,
        merged_into=merged_into if change.pair.reason == "merged" else None,
        occurred_at=occasion.now,
    )


def announcement(
    change: Change, job: JobFacts, candidate: CandidateFacts, occasion: Occasion
) -> MatchFound | MatchUpdated:
    """A pair that fits, found or updated, with all there is to say of it."""
    assert change.score is not None
    trigger = occasion.trigger(job, candidate)
    origin = candidate.lineage if trigger == "profile_changed" else job.lineage
    model = MatchFound if change.what == "found" else MatchUpdated
    terms, score = occasion.scorer.terms(candidate.key[0]), change.score.whole
    return model(
        **_ids(change.pair.key),
        **_said(score),
        version=change.pair.version,
        candidate_version=candidate.version,
        job_version=job.version,
        trigger=trigger,
        explanation=explain(job, candidate, score, terms, occasion.scorer.rarity),
        job=JobCard.model_validate(job.card),
        occurred_at=occasion.now,
        lineage=Lineage.model_validate({**origin, "matched_at": occasion.now}),
    )


def _said(score: Score) -> dict[str, Any]:
    return {
        "score": score.value,
        "coverage": score.coverage,
        "grade": grade_of(score.value),
        "recommended": score.value >= RECOMMENDED,
        "factors": score.factors,
        "matched_skills": score.matched,
        "missing_skills": score.missing,
        "scoring": score.scoring,
    }


def _ids(key: PairKey) -> dict[str, Any]:
    (tenant_id, candidate_id), job_id = key
    return {
        "match_id": match_id_of(tenant_id, candidate_id, job_id),
        "tenant_id": tenant_id,
        "candidate_id": candidate_id,
        "job_id": job_id,
    }
