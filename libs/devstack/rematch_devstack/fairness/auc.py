"""How well a number tells two groups apart: the area under the ROC curve, with DeLong's interval."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Area:
    """0.5 is chance; 0 and 1 both tell the groups apart for certain."""

    area: float
    low: float
    high: float

    @property
    def at_least(self) -> float:
        """How well it tells them apart, whichever is higher, at the interval's nearer end; 0.5 where that is chance."""
        return max(0.5, self.low, 1.0 - self.high)


def area(values: Numbers, positive: NDArray[np.bool_], z: float) -> Area:
    """`z`: how many standard errors the interval reaches to each side. There are two at least of either group."""
    ours, others = values[positive], values[~positive]
    m, n = len(ours), len(others)
    together = midranks(np.concatenate([ours, others]))
    found = (together[:m].sum() / m - (m + 1) / 2) / n
    of_ours = (together[:m] - midranks(ours)) / n
    of_others = 1.0 - (together[m:] - midranks(others)) / m
    wide = z * sqrt(of_ours.var(ddof=1) / m + of_others.var(ddof=1) / n)
    return Area(float(found), max(0.0, float(found - wide)), min(1.0, float(found + wide)))


def midranks(values: Numbers) -> Numbers:
    """From 1 on; equals share the mean of theirs."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle: Numbers = (last - (counts - 1) / 2.0)[which]
    return middle
