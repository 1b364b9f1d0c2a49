"""Without a licence that is asked for the job can't be had, or not soon.

Who does the very job, and lists no licence at all, has it as a rule; who lists another one, or says that they haven't
got it, hasn't.
"""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features
from rematch_match.domain.kinship import SAME

_MISSING, _DOES_THE_JOB, _DENIED = 0.27, 0.07, 0.5


def licence(features: Features) -> NDArray[np.float64]:
    asked = np.maximum(features["licences_asked"], 1)
    does_it = (features["title_headline"] >= SAME) & (features["licences_had"] == 0)
    missing = features["licences_missing"] / asked * np.where(does_it, _DOES_THE_JOB, _MISSING)
    left: NDArray[np.float64] = 1 - np.where(features["licences_denied"] > 0, _DENIED, missing)
    return left
