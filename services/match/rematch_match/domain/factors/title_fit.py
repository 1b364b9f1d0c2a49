"""Whether the opening is what the person is, and what they want to be."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.factors.judged import Judged
from rematch_match.domain.features.table import Features

_WISHED, _WAS = 0.6, 0.4


def title_fit(features: Features) -> Judged:
    return Judged.of(100 * fit(features))


def fit(features: Features) -> NDArray[np.float64]:
    """From 0 to 1; of one title only, that one's."""
    is_one, wants = features["title_headline"], features["title_wish"]
    both = _WISHED * wants + _WAS * is_one
    return np.where(np.isnan(both), np.fmax(is_one, wants), both)
