"""A person's application to an opening, and what is told of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from rematch_common.contracts import MatchFeedback
from rematch_match.domain.pairs import PairKey

Via = Literal["platform", "direct", "referral"]
Stage = Literal["applied", "screening", "interviewing", "offer", "accepted", "rejected"]
Action = Literal["applied", "interviewed", "offered", "hired", "rejected"]
Actor = Literal["candidate", "recruiter", "system"]
_APPLICATIONS = UUID("c8c1f9a6-3f0e-5f86-9d0a-1e2b7e6f4a10")
# Screening is nobody's news: it says nothing of how the two fit.
_TOLD: dict[Stage, Action] = {
    "applied": "applied",
    "interviewing": "interviewed",
    "offer": "offered",
    "accepted": "hired",
    "rejected": "rejected",
}


@dataclass(frozen=True, slots=True)
class Application:
    """One person, one opening, one application."""

    application_id: UUID
    key: PairKey
    via: Via
    stage: Stage
    applied_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, key: PairKey, via: Via, at: datetime) -> "Application":
        """The same pair has the same application, however often it is sent."""
        (tenant_id, candidate_id), job_id = key
        application_id = uuid5(_APPLICATIONS, f"{tenant_id}/{candidate_id}/{job_id}")
        return cls(application_id, key, via, "applied", at, at)


def told_of(application: Application, actor: Actor) -> MatchFeedback | None:
    """What match-feedback hears of the state that the application is in; None for a state that isn't told."""
    action = _TOLD.get(application.stage)
    if action is None:
        return None
    (tenant_id, candidate_id), job_id = application.key
    return MatchFeedback(
        tenant_id=tenant_id,
        candidate_id=candidate_id,
        job_id=job_id,
        action=action,
        actor=actor,
        occurred_at=application.changed_at,
    )
