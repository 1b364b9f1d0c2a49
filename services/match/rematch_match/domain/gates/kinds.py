"""A gate: of every pair, the share of the score that is left. 1 where nothing speaks against it or nothing is known."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.factors.judged import curve
from rematch_match.domain.features.table import Features

Gate = Callable[[Features], NDArray[np.float64]]


def share(values: NDArray[np.float64], *points: tuple[float, float]) -> NDArray[np.float64]:
    """As `curve`, and 1 where nothing is known."""
    found = curve(values, *points)
    return np.where(np.isnan(found), 1.0, found)
