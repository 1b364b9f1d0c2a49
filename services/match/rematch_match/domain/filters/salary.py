"""Pay of less than 85 % of the wish."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features

TOLERANCE = 0.15


def salary(features: Features) -> NDArray[np.bool_]:
    return features["pay_ratio"] < 1 - TOLERANCE
