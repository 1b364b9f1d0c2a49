"""Named columns of numbers, a row a pair."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Features = Mapping[str, NDArray[np.float64]]


def merged(*parts: Features) -> Features:
    return {name: column for part in parts for name, column in part.items()}
