"""How close the two texts are in meaning, by what this family of models gives: 0.5 is a good match already."""

from rematch_match.domain.factors.judged import Judged, curve
from rematch_match.domain.features.table import Features

POINTS = ((0.1, 0.0), (0.3, 31.0), (0.5, 65.0), (0.7, 95.0), (0.85, 100.0))


def calibrated_meaning(features: Features) -> Judged:
    return Judged.of(curve(features["cosine"], *POINTS))
