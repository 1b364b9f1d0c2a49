"""A permit to work that is asked for and not had; hours that somebody won't work."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features

_REFUSED = 0.47


def condition(features: Features) -> NDArray[np.float64]:
    return np.where(features["refused"] > 0, _REFUSED, 1.0)
