"""Whether the tenant prefers the industry; known only where it prefers some."""

from rematch_match.domain.factors.judged import Judged
from rematch_match.domain.features.table import Features


def industry_fit(features: Features) -> Judged:
    return Judged.of(100 * features["industry"])
