"""An opening that was looked for as another role than any that the person wants."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features
from rematch_match.domain.kinship import NEAR


def role(features: Features) -> NDArray[np.bool_]:
    return features["role"] < NEAR
