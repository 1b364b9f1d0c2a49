"""What one person was shown and what was said of it, without saying who they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from rematch_common.contracts.feedback import Action
from rematch_match.domain.quality.grading import grade

By = Literal["profile", "family", "tenant"]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """A match when it was shown first. `family`: the opening's occupation, where that is known."""

    job_id: UUID
    position: int
    at: datetime
    profile: str
    family: str | None = None
    employer: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """An action, when it was told first and last. `shown`: whether that match was ever shown."""

    job_id: UUID
    action: Action
    first: datetime
    last: datetime
    shown: bool = True
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """Of one person: what was shown, each match once, and what was said."""

    tenant: str
    seen: Sequence[Seen] = ()
    said: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A match that was shown, what was done with it from then on, and what that is worth."""

    position: int
    actions: frozenset[Action]
    grade: int
    employer: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What is measured. `missed`: grades of openings that they took to, and were never shown."""

    judged: Sequence[Judged] = ()
    missed: Sequence[int] = ()


def person(trace: Trace, since: datetime) -> Person:
    """Of the matches that were first shown since then. What was said before a match was shown isn't owed to it."""
    judged = [_judged(one, trace.said) for one in trace.seen if one.at >= since]
    unshown: dict[UUID, set[Action]] = {}
    for said in trace.said:
        if not said.shown and said.last >= since:
            unshown.setdefault(said.job_id, set()).add(said.action)
    grades = (grade(actions) for actions in unshown.values())
    return Person(judged, [worth for worth in grades if worth > 0])


def days_to_hire(trace: Trace, since: datetime) -> Iterator[float]:
    """From the first showing, whenever that was, to the hire, of hires since then."""
    shown = {one.job_id: one.at for one in trace.seen}
    for said in trace.said:
        at = shown.get(said.job_id)
        if said.action == "hired" and at is not None and said.first >= max(at, since):
            yield (said.first - at) / _DAY


def parts(trace: Trace, by: By) -> Mapping[str, Trace]:
    """The person's matches of each profile or family by themselves, or all of them under their tenant. Openings that
    were never shown have no profile: each that the person was matched under has missed them."""
    if by == "tenant":
        return {trace.tenant: trace}
    if by == "profile":
        names = {one.profile for one in trace.seen}
        return {name: replace(trace, seen=[one for one in trace.seen if one.profile == name]) for name in names}
    families = {one.family for one in trace.seen} | {one.family for one in trace.said}
    return {
        name: Trace(
            trace.tenant,
            [one for one in trace.seen if one.family == name],
            [one for one in trace.said if one.family == name],
        )
        for name in families
        if name is not None
    }


def _judged(seen: Seen, said: Sequence[Said]) -> Judged:
    actions = frozenset(one.action for one in said if one.job_id == seen.job_id and one.last >= seen.at)
    return Judged(seen.position, actions, grade(actions), seen.employer)
