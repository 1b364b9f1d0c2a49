"""On-site work where somebody isn't and won't move to; remote work that their country is left out of."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.factors.reach import reach
from rematch_match.domain.features.table import Features
from rematch_match.domain.gates.kinds import share


def place(features: Features) -> NDArray[np.float64]:
    judged = reach(features)
    return share(np.where(judged.known, judged.score, np.nan), (0.0, 0.42), (20.0, 0.52), (45.0, 0.74), (58.0, 1.0))
