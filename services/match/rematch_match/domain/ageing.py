"""The score of any day: what no day changes, and how new the posting is that day."""

from dataclasses import dataclass
from datetime import datetime
from math import floor

import numpy as np
from numpy.typing import NDArray

from rematch_common.contracts import grade_of
from rematch_match.domain.factors.recency import OLD, STEPS, TABLE, recency

_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Fixed:
    """The part of a score that no day changes: with it, the score of any day is computed when it is read."""

    total: float
    """The sum of weight times score of the factors that count, recency apart."""
    weight: float
    recency: float = 0.0
    """The weight of recency; 0 where the profile has none, or the day of the posting isn't known."""
    cap: float = 100.0
    """What a pair could reach at most: a full score is so much. 0 where a filter keeps the two apart."""


def aged(fixed: Fixed, posted_at: datetime | None, now: datetime) -> float:
    """The score as of `now`."""
    return value_at(fixed, (now.timestamp() - posted_at.timestamp()) / _A_DAY if posted_at else None)


def value_at(fixed: Fixed, age: float | None) -> float:
    """The score while the posting is so many days old."""
    found = values(
        np.array([fixed.total]),
        np.array([fixed.weight]),
        np.array([fixed.recency]),
        np.array([fixed.cap]),
        np.array([np.nan if age is None else age]),
    )
    return float(found[0])


def days_to_another_grade(fixed: Fixed, age: float | None) -> float | None:
    """How many days until age alone moves the score into another grade; None if it never does.

    `age`: of the posting, in days.
    """
    if age is None or not fixed.recency:
        return None
    now = grade_of(_value(fixed, age))
    if grade_of(_value(fixed, STEPS[-1])) == now:
        return None  # it only falls
    return next((step - age for step in STEPS if step > age and grade_of(_value(fixed, step)) != now), None)


def _value(fixed: Fixed, age: float) -> float:
    """As `values`, for one pair: its ages are looked at with each that is told."""
    days = floor(max(age, 0))
    new = next((score for most, score in TABLE if days <= most), OLD)
    mean = (fixed.total + fixed.recency * new) / (fixed.weight + fixed.recency)
    return round(min(max(mean, 0.0), 100.0) * fixed.cap / 100 * 10) / 10


def values(
    total: NDArray[np.float64],
    weight: NDArray[np.float64],
    newness: NDArray[np.float64],
    cap: NDArray[np.float64],
    age: NDArray[np.float64],
) -> NDArray[np.float64]:
    """From 0 to 100, one digit behind the point. One way to reckon for one pair and for thousands."""
    found: NDArray[np.float64] = np.round(np.clip(mean(total, weight, newness, age), 0, 100) * cap / 100, 1)
    return found


def mean(
    total: NDArray[np.float64], weight: NDArray[np.float64], newness: NDArray[np.float64], age: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What the factors come to that day; 0 where none counts."""
    new = recency(age)
    counts = np.where(np.isnan(new), 0.0, newness)
    whole = weight + counts
    reached = total + counts * np.where(np.isnan(new), 0.0, new)
    found: NDArray[np.float64] = np.divide(reached, whole, out=np.zeros(len(whole)), where=whole > 0)
    return found
