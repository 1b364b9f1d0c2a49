"""Not one of the skills asked for; somebody of the very occupation may only not have listed them."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.factors.title_fit import fit
from rematch_match.domain.features.table import Features
from rematch_match.domain.kinship import NEAR

_STRANGER, _OF_THE_TRADE = 0.85, 0.95


def common_ground(features: Features) -> NDArray[np.float64]:
    left = np.where(fit(features) >= NEAR, _OF_THE_TRADE, _STRANGER)
    return np.where(features["skills"] == 0, left, 1.0)
