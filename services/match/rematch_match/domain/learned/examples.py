"""What people were shown and what they made of it, as numbers to learn from."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import Any, NamedTuple, Self
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from rematch_common.contracts.feedback import Action
from rematch_match.domain.learned.columns import COLUMNS, Rows, rows_of
from rematch_match.domain.learned.told import told_features
from rematch_match.domain.profiles import PROFILES
from rematch_match.domain.quality.grading import WELL, grade
from rematch_match.domain.sheets import mean_of, sheet_of

Numbers = NDArray[np.float64]
MOST_OF_ONE = 300
"""Matches of one person, the newest: whoever is shown, or reacts to, more says no more."""
_AT_ONCE = 2_000
_PERSON, _PAIR = "S16", "S32"
_WEEK = 7 * 86_400.0


class Lesson(NamedTuple):
    """A match when it was shown first, on what it rested, and what was said of it from then on. `person`: the
    pseudonym."""

    person: UUID
    job: UUID
    position: int
    at: float
    """Seconds since 1970."""
    inputs: Mapping[str, Any]
    told: float
    """The score by which it was placed."""
    actions: Sequence[Action] = ()


@dataclass(frozen=True, slots=True)
class Examples:
    """A row a match that was shown. `who`: a number for each person. In order of people and weeks: what one person was
    first shown in a week is one list, within which matches compare. New ones come one by one."""

    rows: Rows
    mean: Numbers
    """What the factors come to with today's weights, before gates."""
    cap: Numbers
    """What gates leave of a full score."""
    told: Numbers
    position: NDArray[np.int32]
    grade: NDArray[np.int8]
    reactions: NDArray[np.int32]
    at: Numbers
    who: NDArray[np.int64]
    ids: NDArray[np.bytes_]
    """Pseudonym and opening: to tell rows apart, never to learn from."""

    def __len__(self) -> int:
        return len(self.who)

    def scores(self, shift: Numbers | float = 0.0) -> Numbers:
        """With so many points more than the profile alone gives."""
        return np.round(np.clip(self.mean + shift, 0, 100) * self.cap / 100, 1)

    @property
    def lists(self) -> NDArray[np.intp]:
        """Of each row the number of its list, which only grow."""
        begins = (np.diff(self.who, prepend=-1) != 0) | (np.diff(self.at // _WEEK, prepend=-1) != 0)
        return np.cumsum(begins) - 1

    @property
    def people(self) -> int:
        return len(np.unique(self.who))

    @property
    def well(self) -> int:
        """People who took to something."""
        return len(np.unique(self.who[self.grade >= WELL]))

    def some(self, which: NDArray[Any]) -> Self:
        return type(self)(*(getattr(self, part.name)[which] for part in fields(self)))

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """In that order, whichever parts they are in."""
        found = cls(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(cls)))
        _, who = np.unique(found.ids.astype(_PERSON), return_inverse=True)
        return replace(found, who=who.astype(np.int64)).some(np.lexsort((found.at // _WEEK, who)))

    def bounded(self, most: int = MOST_OF_ONE) -> Self:
        """Of each person the newest."""
        order = np.lexsort((self.ids, -self.at, self.who))
        starts = np.flatnonzero(np.diff(self.who[order], prepend=-1))
        lengths = np.diff(np.append(starts, len(order)))
        within = np.arange(len(order)) - np.repeat(starts, lengths)
        return self.some(np.sort(order[within < most]))

    def digest(self) -> str:
        """Over all rows in one order: the same for the same data, another when a person has been erased."""
        order = np.argsort(self.ids, kind="stable")
        found = hashlib.sha256("\n".join(COLUMNS).encode())
        for part in (self.ids, self.position, self.grade, self.at, self.mean, self.rows):
            found.update(np.ascontiguousarray(part[order]).tobytes())
        return found.hexdigest()


def examples_of(lessons: Iterable[Lesson], weights: Sequence[float]) -> Examples:
    """`weights`: the tenant's, by which its profile reckons today; see `weights_of`."""
    own = np.array([weights], dtype=np.float64)
    return Examples.joined([_part(some, own) for some in _some_at_a_time(lessons)] or [_part([], own)])


def _part(lessons: Sequence[Lesson], weights: Numbers) -> Examples:
    features = told_features([one.inputs for one in lessons])
    sheet = sheet_of(features, PROFILES["rematch"], np.repeat(weights, len(lessons), axis=0))
    return Examples(
        rows=rows_of(features),
        mean=mean_of(sheet, features["age"]),
        cap=sheet.cap,
        told=np.array([one.told for one in lessons], dtype=np.float64),
        position=np.array([one.position for one in lessons], dtype=np.int32),
        grade=np.array([grade(one.actions) for one in lessons], dtype=np.int8),
        reactions=np.array([len(one.actions) for one in lessons], dtype=np.int32),
        at=np.array([one.at for one in lessons], dtype=np.float64),
        who=np.zeros(len(lessons), dtype=np.int64),
        ids=np.array([one.person.bytes + one.job.bytes for one in lessons], dtype=_PAIR),
    )


def _some_at_a_time(lessons: Iterable[Lesson]) -> Iterator[list[Lesson]]:
    rest = iter(lessons)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
