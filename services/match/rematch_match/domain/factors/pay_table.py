"""Pay against the wish, by the table of the five factors."""

import numpy as np

from rematch_match.domain.factors.judged import Judged
from rematch_match.domain.features.table import Features

UNKNOWN, FLEXIBLE = 50.0, 80.0
_LESS = ((1.0, 100.0), (0.9, 75.0), (0.8, 60.0), (0.7, 45.0))
_FAR_LESS = 30.0


def pay_table(features: Features) -> Judged:
    """Somebody without a wish is flexible: 80, where the pay is known."""
    offered, wished = features["pay_offered"], features["pay_wished"]
    ratio = features["pay_ratio"]
    known = ~np.isnan(ratio)
    steps = [(ratio > share) | ((ratio == share) & (share == 1)) for share, _ in _LESS]
    scores = np.select(steps, [score for _, score in _LESS], _FAR_LESS)
    otherwise = np.where(np.isnan(wished) & ~np.isnan(offered), FLEXIBLE, UNKNOWN)
    return Judged(np.where(known, scores, otherwise), known)
