"""The cosine of the two texts, stretched: models give what fits some 0.5 to 0.9 of it, and 0.5 to 0.99 is 20 to 92."""

import numpy as np

from rematch_match.domain.factors.judged import Judged
from rematch_match.domain.features.table import Features

_FROM, _STEEP = 0.5, 146.67
_LEAST, _MOST = 20.0, 92.0


def compressed_cosine(features: Features) -> Judged:
    """20 + (cosine - 0.5) * 146.67, from 20 to 92: no text is so near, or so far, that nothing else would count."""
    return Judged.of(np.clip(_LEAST + (features["cosine"] - _FROM) * _STEEP, _LEAST, _MOST))
