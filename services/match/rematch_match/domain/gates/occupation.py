"""Another occupation is another job, however many words the two share."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.factors.title_fit import fit
from rematch_match.domain.features.table import Features
from rematch_match.domain.gates.kinds import share

# A trainee or an apprentice comes from anywhere.
_TRAINEE, _LEARNS = 0.5, 0.85


def occupation(features: Features) -> NDArray[np.float64]:
    left = share(fit(features), (0.0, 0.56), (0.4, 0.7), (0.7, 0.95), (0.8, 1.0))
    return np.where(features["level_asked"] <= _TRAINEE, np.maximum(left, _LEARNS), left)
