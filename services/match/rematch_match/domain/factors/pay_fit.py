"""What is offered at most against what is wished at least, both for a year and in one currency."""

from rematch_match.domain.factors.judged import Judged, curve
from rematch_match.domain.features.table import Features


def pay_fit(features: Features) -> Judged:
    points = ((0.6, 0.0), (0.8, 25.0), (0.9, 58.0), (0.97, 85.0), (1.0, 100.0))
    return Judged.of(curve(features["pay_ratio"], *points))
