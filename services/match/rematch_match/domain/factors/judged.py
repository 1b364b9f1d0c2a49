"""What a factor says of every pair."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features


@dataclass(frozen=True, slots=True)
class Judged:
    """`score` from 0 to 100; where it isn't known, what the profile puts in its place, if it puts anything."""

    score: NDArray[np.float64]
    known: NDArray[np.bool_]

    @classmethod
    def of(cls, score: NDArray[np.float64], otherwise: float = 0.0) -> Self:
        """Where the score is nan it isn't known."""
        known = ~np.isnan(score)
        return cls(np.where(known, np.clip(score, 0, 100), otherwise), known)


Factor = Callable[[Features], Judged]


def curve(values: NDArray[np.float64], *points: tuple[float, float]) -> NDArray[np.float64]:
    """Straight lines through the points; nan stays nan."""
    known = ~np.isnan(values)
    xs, ys = zip(*points, strict=True)
    return np.where(known, np.interp(np.where(known, values, xs[0]), xs, ys), np.nan)
