"""Two steps up or down are another job."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.factors.level_distance import steps
from rematch_match.domain.features.table import Features
from rematch_match.domain.gates.kinds import share


def level(features: Features) -> NDArray[np.float64]:
    return share(
        steps(features), (-2.5, 0.4), (-1.7, 0.55), (-1.0, 0.85), (-0.4, 1.0), (1.0, 1.0), (2.0, 0.7), (3, 0.5)
    )
