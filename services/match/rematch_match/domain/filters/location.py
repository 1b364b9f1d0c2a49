"""Somebody who wants to work from home only, and work that isn't done there nor in a place that they want."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.places import FAR_COMMUTE
from rematch_match.domain.features.table import Features
from rematch_match.domain.packing import REMOTE_WISHES, WORKPLACES


def location(features: Features) -> NDArray[np.bool_]:
    remote = features["workplace"] == WORKPLACES.index("remote")
    only = features["remote_wish"] == REMOTE_WISHES.index("only")
    kept: NDArray[np.bool_] = only & ~remote & ~(features["wanted"] >= FAR_COMMUTE)
    return kept
