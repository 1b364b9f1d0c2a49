"""Pay that lies clearly below the wish."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features
from rematch_match.domain.gates.kinds import share


def pay(features: Features) -> NDArray[np.float64]:
    return share(features["pay_ratio"], (0.5, 0.45), (0.75, 0.48), (0.85, 0.64), (0.95, 1.0))
