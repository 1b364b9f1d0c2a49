"""A language that the work is done in, and that nothing tells the person to speak."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features
from rematch_match.domain.gates.kinds import share


def language(features: Features) -> NDArray[np.float64]:
    return share(np.minimum(features["tongues_missing"], 1.0), (0.0, 1.0), (1.0, 0.6))
