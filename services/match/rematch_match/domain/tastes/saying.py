"""Somebody's own word on each opening. Whatever order it came in, and however often: the last one counts, once."""

from collections.abc import Iterable
from itertools import groupby
from typing import Literal, NamedTuple
from uuid import UUID

from rematch_common.contracts import MatchFeedback
from rematch_common.contracts.feedback import Action
from rematch_match.domain.tastes.alike import Alike

How = Literal["saved", "applied", "liked", "refused"]
_HOW: dict[Action, How] = {
    "saved": "saved",
    "shortlisted": "saved",
    "applied": "applied",
    "interviewed": "applied",
    "offered": "applied",
    "hired": "applied",
    "thumbs_up": "liked",
    "thumbs_down": "refused",
    "rejected": "refused",
}
_GOOD, _BAD = 4, 2


class Said(NamedTuple):
    """A record of theirs, and what the opening is like. `relevance`: stars; `at`: in seconds since 1970."""

    job_id: UUID
    action: Action
    relevance: int | None
    at: float
    alike: Alike


class Word(NamedTuple):
    """What they think of one opening."""

    job_id: UUID
    how: How
    at: float
    alike: Alike


def is_own(record: MatchFeedback) -> bool:
    """Whether it may tell of the person's taste: a recruiter's or a system's word doesn't, and to look is to say
    nothing."""
    return record.actor == "candidate" and record.action != "viewed"


def words_of(said: Iterable[Said]) -> list[Word]:
    """One an opening, in an order that depends on nothing but them."""
    telling = sorted(((one, how) for one in said if (how := _how(one))), key=_place)
    return [_last([*of_one]) for _, of_one in groupby(telling, key=lambda each: each[0].job_id)]


def _last(ordered: list[tuple[Said, How]]) -> Word:
    last, how = ordered[-1]
    return Word(last.job_id, how, last.at, last.alike)


def _place(each: tuple[Said, How]) -> tuple[UUID, float, bool, How]:
    """Of the same moment a no comes last, as in reactions.py."""
    one, how = each
    return one.job_id, one.at, how == "refused", how


def _how(one: Said) -> How | None:
    if one.action != "rated":
        return _HOW.get(one.action)
    if one.relevance is None or _BAD < one.relevance < _GOOD:
        return None
    return "liked" if one.relevance >= _GOOD else "refused"
