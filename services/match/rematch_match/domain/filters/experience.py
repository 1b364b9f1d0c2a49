"""More than a year below the least, or two above the most, that is asked for. Years that nobody told are none."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features

_BELOW, _ABOVE = 1.0, 2.0


def experience(features: Features) -> NDArray[np.bool_]:
    own = np.where(np.isnan(features["years"]), 0.0, features["years"])
    return (own < features["years_min"] - _BELOW) | (own > features["years_max"] + _ABOVE)
