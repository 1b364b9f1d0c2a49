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
_WAY: tuple[Stage, ...] = ("applied", "screening", "interviewing", "offer", "accepted")


class NotAsThingsStand(Exception):
    """An application that can't be made, or can't go there from where it is. The message says what can be."""


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


def stages_after(stage: Stage) -> tuple[Stage, ...]:
    """Where an application may go from there: forward, or to a no, which is the last word."""
    return () if stage == "rejected" else (*_WAY[_WAY.index(stage) + 1 :], "rejected")


def stages_before(stage: Stage) -> tuple[Stage, ...]:
    """From where an application may come there."""
    return tuple(one for one in _WAY if stage in stages_after(one))


def astray(application: Application, stage: Stage) -> NotAsThingsStand:
    """Why it can't go there."""
    allowed = ", ".join(stages_after(application.stage)) or "nothing, that is final"
    return NotAsThingsStand(f"status: from {application.stage} it can't become {stage}; allowed: {allowed}")


def closed(application: Application) -> NotAsThingsStand:
    """Why nobody can apply."""
    return NotAsThingsStand(f"the opening {application.key[1]} is closed; apply for one that is open")


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
