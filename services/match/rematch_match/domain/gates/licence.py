"""Without a licence that is asked for the job can't be had, or not soon.

Who does the very job has the licence as a rule, listed or not; who says that they haven't got it hasn't.
"""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features
from rematch_match.domain.kinship import NEAR

_LISTED_NOWHERE, _DOES_THE_JOB, _DENIED = 0.45, 0.2, 0.55


def licence(features: Features) -> NDArray[np.float64]:
    asked = np.maximum(features["licences_asked"], 1)
    does_it = features["title_headline"] >= NEAR
    missing = features["licences_missing"] / asked * np.where(does_it, _DOES_THE_JOB, _LISTED_NOWHERE)
    left: NDArray[np.float64] = 1 - np.where(features["licences_denied"] > 0, _DENIED, missing)
    return left
