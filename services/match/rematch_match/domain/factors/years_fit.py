"""Years of experience against the years asked for."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.factors.judged import Judged, curve
from rematch_match.domain.features.table import Features


def years_fit(features: Features) -> Judged:
    least = features["years_min"]
    below = curve(lacking(features), (0, 100.0), (0.15, 60.0), (0.35, 33.0), (0.6, 20.0), (0.9, 0.0))
    over = features["years"] - np.where(np.isnan(features["years_max"]), np.fmax(least, 0) + 8, features["years_max"])
    above = curve(over, (0, 100.0), (3, 90.0), (10, 60.0), (20, 40.0))
    asked = ~np.isnan(least) | ~np.isnan(features["years_max"])
    return Judged.of(np.where(asked, np.fmin(below, above), np.nan))


def lacking(features: Features) -> NDArray[np.float64]:
    """The share of the years asked for that is not there; a year of one or two weighs less than the share says."""
    least = np.where(np.isnan(features["years_min"]), 0, features["years_min"])
    return np.maximum(least - features["years"], 0) / np.maximum(least, 2.5)
