"""The matches of a person or an opening as a list: today's scores, an order, and pages that hold while more come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from rematch_common.contracts import grade_of
from rematch_common.cursors import cursor_of, moment_of, no_place, place_of
from rematch_match.domain.ageing import Fixed, aged
from rematch_match.domain.pairs import PairKey, State
from rematch_match.domain.reactions import Status

__all__ = ["Choice", "Head", "Page", "Sort", "State", "Status", "page_of", "score_of"]
Sort = Literal["score", "newest"]


@dataclass(frozen=True, slots=True)
class Head:
    """What of a pair decides about its place in a list."""

    key: PairKey
    version: int
    state: State
    score: float
    told_at: datetime | None = None
    fixed: Fixed | None = None
    told: float | None = None
    """The score that was told last."""
    reason: str | None = None
    posted_at: datetime | None = None
    status: Status = "suggested"
    saved: bool = False
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of them, in which order, how many, and after which word."""

    grades: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    sort: Sort = "score"
    limit: int = 50
    cursor: str | None = None

    @property
    def states(self) -> tuple[State, ...]:
        """A match that was rejected has been withdrawn: who asks for those wants them all the same."""
        return ("active", "withdrawn") if "rejected" in self.statuses else ("active",)

    @property
    def ranks(self) -> bool:
        """Whether it asks for all of them, best first: only then a place in the list says how good a match was held."""
        return self.sort == "score" and not self.grades and not self.statuses


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the list, each with its score of the moment, and the word for what comes after."""

    heads: Sequence[tuple[Head, float]] = field(default_factory=tuple)
    total: int = 0
    next: str | None = None
    first: int = 1
    """The place in the whole list that the first of these has."""


def page_of(heads: Sequence[Head], choice: Choice, now: datetime) -> Page:
    """Scores are as of the first page's moment on every page, so that none moves from one page to another."""
    after, now = _start(choice, now)
    scored = [(head, score_of(head, now)) for head in heads]
    chosen = [one for one in scored if _is_chosen(*one, choice)]
    chosen.sort(key=lambda one: _place(one[0], one[1], choice.sort))
    rest = chosen if after is None else [one for one in chosen if _place(*one, choice.sort) > after]
    taken = rest[: choice.limit]
    following = None
    if len(rest) > len(taken):
        following = cursor_of(choice.sort, (now.isoformat(), *_place(*taken[-1], choice.sort)))
    return Page(taken, len(chosen), following, len(chosen) - len(rest) + 1)


def score_of(head: Head, now: datetime) -> float:
    """Today's score; what was told, where nothing is kept of what it was made of."""
    return head.score if head.fixed is None else aged(head.fixed, head.posted_at, now)


def _is_chosen(head: Head, score: float, choice: Choice) -> bool:
    if choice.statuses and head.status not in choice.statuses:
        return False
    if head.state == "withdrawn" and head.status != "rejected":
        return False
    return not choice.grades or grade_of(score) in choice.grades


def _place(head: Head, score: float, sort: Sort) -> tuple[float, str]:
    (_, candidate_id), job_id = head.key
    told_at = head.told_at.timestamp() if head.told_at else 0.0
    first = -score if sort == "score" else -told_at
    return first, f"{job_id}/{candidate_id}"


def _start(choice: Choice, now: datetime) -> tuple[tuple[float, str] | None, datetime]:
    if choice.cursor is None:
        return None, now
    asked_at, first, name = place_of(choice.cursor, choice.sort, 3)
    if isinstance(first, str) or first is None:
        raise no_place()
    return (float(first), str(name)), moment_of(asked_at)
