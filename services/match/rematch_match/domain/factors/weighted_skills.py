"""Skills asked for, the rare ones first; what implies a skill counts as it, what is next to it for a part."""

from rematch_match.domain.factors.judged import Judged, curve
from rematch_match.domain.features.table import Features


def weighted_skills(features: Features) -> Judged:
    return Judged.of(curve(features["skills"], (0.0, 0.0), (0.35, 40.0), (0.75, 74.0), (1.0, 100.0)))
