"""A change of a pair as the event that says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rematch_common.contracts import JobCard, Lineage, MatchFound, MatchUpdated, MatchWithdrawn, grade_of, match_id_of
from rematch_match.domain.explaining import explain
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
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


class Teller:
    """Announces the pairs of one occasion. What many of them have in common is checked once."""

    def __init__(self, occasion: Occasion) -> None:
        self._occasion = occasion
        self._cards: dict[UUID, JobCard] = {}
        self._lineages: dict[UUID | CandidateKey, Lineage] = {}

    def announcement(self, change: Change, job: JobFacts, candidate: CandidateFacts) -> MatchFound | MatchUpdated:
        """A pair that fits, found or updated, with all there is to say of it."""
        assert change.score is not None
        scorer, trigger = self._occasion.scorer, self._occasion.trigger(job, candidate)
        model = MatchFound if change.what == "found" else MatchUpdated
        terms, score = self._occasion.terms(candidate.key), change.score.whole
        return model(
            **_ids(change.pair.key),
            **_said(score),
            broader=terms.is_broader(score.value),
            version=change.pair.version,
            verdict=change.given.told if change.given else None,
            experiment=terms.verdicts.arm,
            candidate_version=candidate.version,
            job_version=job.version,
            trigger=trigger,
            explanation=explain(job, candidate, score, terms, scorer.rarity),
            job=self._card(job),
            occurred_at=self._occasion.now,
            lineage=self._lineage(candidate.key, candidate.lineage)
            if trigger == "profile_changed"
            else self._lineage(job.job_id, job.lineage),
        )

    def _card(self, job: JobFacts) -> JobCard:
        if job.job_id not in self._cards:
            self._cards[job.job_id] = JobCard.model_validate(job.card)
        return self._cards[job.job_id]

    def _lineage(self, whose: UUID | CandidateKey, origin: Mapping[str, Any]) -> Lineage:
        if whose not in self._lineages:
            self._lineages[whose] = Lineage.model_validate({**origin, "matched_at": self._occasion.now})
        return self._lineages[whose]


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
