"""A kind of contract that somebody has left out of those they would take."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features
from rematch_match.domain.gates.kinds import share


def employment(features: Features) -> NDArray[np.float64]:
    return share(features["employment"], (0.0, 0.52), (1.0, 1.0))
