"""The cosine of the two texts as it is, from 0 to 100."""

from rematch_match.domain.factors.judged import Judged
from rematch_match.domain.features.table import Features


def raw_cosine(features: Features) -> Judged:
    return Judged.of(100 * features["cosine"])
