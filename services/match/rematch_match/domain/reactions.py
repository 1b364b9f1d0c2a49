"""What people's reactions to a match come to. Whatever order they come in, the same records give the same status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid5

from rematch_common.contracts import MatchFeedback, MatchShown
from rematch_common.contracts.feedback import Action
from rematch_common.errors import InvalidRecord

Status = Literal["suggested", "viewed", "shortlisted", "applied", "rejected"]
_RECORDS = UUID("0e4f6a52-8b1d-5c3e-9f27-6d1a4b7c8e90")
_STATUS: dict[Action, Status] = {
    "viewed": "viewed",
    "shortlisted": "shortlisted",
    "applied": "applied",
    "interviewed": "applied",
    "offered": "applied",
    "hired": "applied",
    "rejected": "rejected",
}
_ORDER: tuple[Status, ...] = ("suggested", "viewed", "shortlisted", "applied")
# These undo a no that came before them.
_SECOND_THOUGHTS = ("shortlisted", "applied")
_OUTCOMES: tuple[Action, ...] = ("interviewed", "offered", "hired")
# Clocks differ by so much. What lies further ahead would outdo all that is said until then.
_AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Reaction:
    """What somebody, or a recruiter for them, has made of a match."""

    status: Status
    changed_at: datetime
    saved: bool = False
    outcome: str | None = None


def feedback_id(record: MatchFeedback) -> UUID:
    """The same record again has the same id."""
    return uuid5(_RECORDS, record.model_dump_json(exclude_none=True))


def check_time(record: MatchFeedback | MatchShown, now: datetime) -> None:
    """Raises InvalidRecord for what is said to happen in the future."""
    if record.occurred_at - now > _AHEAD:
        message = "occurred_at: lies in the future; give the time at which it was said"
        raise InvalidRecord("in_the_future", message, field="occurred_at")


def reaction_of(records: Sequence[MatchFeedback]) -> Reaction:
    """Of all records of one pair, one at least."""
    # Of the same moment a no comes last: it is what mustn't be missed.
    ordered = sorted(records, key=lambda one: (one.occurred_at, one.action == "rejected", feedback_id(one).bytes))
    outcomes = [one.action for one in ordered if one.action in _OUTCOMES]
    return Reaction(
        status=_status(ordered),
        changed_at=ordered[-1].occurred_at,
        saved=any(one.action == "saved" for one in ordered),
        outcome=max(outcomes, key=_OUTCOMES.index, default=None),
    )


def _status(ordered: Sequence[MatchFeedback]) -> Status:
    now: Status = "suggested"
    for record in ordered:
        said = _STATUS.get(record.action)
        if said == "rejected" or (now == "rejected" and said in _SECOND_THOUGHTS):
            now = said or now
        elif said is not None and now != "rejected":
            now = max(now, said, key=_ORDER.index)
    return now
