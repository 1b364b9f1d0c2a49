"""Two steps up or down are another job, where both sides name their level. Years alone don't tell so much."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.factors.judged import curve
from rematch_match.domain.factors.level_distance import steps
from rematch_match.domain.factors.title_fit import fit
from rematch_match.domain.features.table import Features
from rematch_match.domain.gates.kinds import share
from rematch_match.domain.kinship import NEAR

# Who has done the work for years is no trainee any more.
_TRAINEE = 0.5
# Who is still in training for a trade can't be hired for it yet, but as a beginner.
_BEGINS, _UNREADY = 1.0, 0.75

_POINTS = ((-3.0, 0.5), (-2.0, 0.65), (-1.0, 0.95), (-0.6, 1.0), (1.2, 1.0), (2.0, 0.8), (3.0, 0.6))


def level(features: Features) -> NDArray[np.float64]:
    named = ~np.isnan(features["level_own"]) & ~np.isnan(features["level_asked"])
    left = share(np.where(named, steps(features), np.nan), *_POINTS)
    trainee = (features["level_asked"] <= _TRAINEE) & (fit(features) >= NEAR)
    past = curve(np.where(trainee, features["years"], np.nan), (1.0, 1.0), (2.0, 0.8), (5.0, 0.6))
    learns = (features["level_own"] <= _TRAINEE) & ~(features["level_asked"] <= _BEGINS)
    return np.fmin(left, past) * np.where(learns & (features["years_min"] != 0), _UNREADY, 1.0)
