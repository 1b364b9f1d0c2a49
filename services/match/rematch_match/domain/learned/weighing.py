"""How much each match counts when a model is trained, and nobody for more than so many."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.learned.examples import Examples
from rematch_match.domain.learned.propensity import Propensities

HEAVIEST = 100.0
"""What all matches of one person may weigh together."""


def weights_of(examples: Examples, propensities: Propensities) -> NDArray[np.float64]:
    """A reaction stands for those who would have reacted and didn't look; what nobody reacted to, for itself."""
    weights = np.where(examples.grade > 0, propensities.weights(examples.position), 1.0)
    whole = np.bincount(examples.who, weights)
    share: NDArray[np.float64] = np.minimum(1.0, HEAVIEST / np.maximum(whole, HEAVIEST))
    return weights * share[examples.who]
