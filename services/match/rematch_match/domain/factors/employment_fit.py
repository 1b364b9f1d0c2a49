"""Whether they would work under such a contract."""

from rematch_match.domain.factors.judged import Judged
from rematch_match.domain.features.table import Features


def employment_fit(features: Features) -> Judged:
    return Judged.of(100 * features["employment"])
