"""What one person was shown and what was said of it, without saying who they are."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeVar
from uuid import UUID

from rematch_common.contracts.feedback import Action
from rematch_match.domain.quality.grading import grade

By = Literal["profile", "family", "tenant"]
T = TypeVar("T")
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
    said: defaultdict[UUID, list[Said]] = defaultdict(list)
    for one in trace.said:
        said[one.job_id].append(one)
    judged = [_judged(seen, said.get(seen.job_id, ())) for seen in trace.seen if seen.at >= since]
    unshown = [all_of_it for all_of_it in said.values() if not all_of_it[0].shown]
    grades = (grade({one.action for one in all_of_it if one.last >= since}) for all_of_it in unshown)
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
        profiles = _by(trace.seen, lambda one: one.profile)
        return {name: replace(trace, seen=seen) for name, seen in profiles.items()}
    seen, said = _by(trace.seen, lambda one: one.family), _by(trace.said, lambda one: one.family)
    return {name: Trace(trace.tenant, seen.get(name, ()), said.get(name, ())) for name in seen.keys() | said.keys()}


def _by(some: Sequence[T], name: Callable[[T], str | None]) -> Mapping[str, Sequence[T]]:
    """Without those that have none."""
    found: defaultdict[str, list[T]] = defaultdict(list)
    for one in some:
        if (called := name(one)) is not None:
            found[called].append(one)
    return found


def _judged(seen: Seen, said: Sequence[Said]) -> Judged:
    actions = frozenset(one.action for one in said if one.last >= seen.at)
    return Judged(seen.position, actions, grade(actions), seen.employer)
