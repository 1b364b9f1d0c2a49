"""How many steps of the ladder lie between the two."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.factors.judged import Judged, curve
from rematch_match.domain.features.table import Features


def level_distance(features: Features) -> Judged:
    gap = steps(features)
    return Judged.of(curve(gap, (-3, 0.0), (-2, 15.0), (-1, 60.0), (-0.4, 100.0), (0.6, 100.0), (1.4, 65.0), (3, 10.0)))


def steps(features: Features) -> NDArray[np.float64]:
    """Above 0: the person stands higher. A level that isn't named is guessed from years, within what years can tell."""
    asked, own = features["level_asked"], features["level_own"]
    least = features["years_min"]
    guessed_asked = np.where(np.isnan(asked), by_years(least), asked)
    guessed_own = np.where(np.isnan(own), by_years(features["years"]), own)
    gap = guessed_own - guessed_asked
    guessed = np.isnan(asked) | np.isnan(own)
    # An opening that names no level takes who stands higher; only far too high is told.
    gap = np.where(np.isnan(asked) & (gap > 0), gap - np.clip(gap, 0, 1.2), gap)
    return np.where(guessed, gap - np.clip(gap, -0.7, 0.7), gap)


def by_years(years: NDArray[np.float64]) -> NDArray[np.float64]:
    return curve(years, (0, 0.8), (1, 1.0), (3, 2.0), (6, 3.0), (15, 3.4))
