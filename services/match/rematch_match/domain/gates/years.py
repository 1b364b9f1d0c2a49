"""Far fewer years than are asked for."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.factors.years_fit import lacking
from rematch_match.domain.features.table import Features
from rematch_match.domain.gates.kinds import share


def years(features: Features) -> NDArray[np.float64]:
    return share(lacking(features), (0.3, 1.0), (0.6, 0.75), (0.9, 0.6))
