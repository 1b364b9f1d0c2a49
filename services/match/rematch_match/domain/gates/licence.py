"""Without a licence that is asked for the job can't be had, or not soon."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features
from rematch_match.domain.gates.kinds import share


def licence(features: Features) -> NDArray[np.float64]:
    asked = features["licences_asked"]
    lacking = np.divide(features["licences_missing"], asked, out=np.zeros(len(asked)), where=asked > 0)
    return share(lacking, (0.0, 1.0), (0.5, 0.7), (1.0, 0.5))
