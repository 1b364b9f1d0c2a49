"""How new the posting is. The one factor that depends on the day: it is added when a score is read."""

import numpy as np
from numpy.typing import NDArray

UNKNOWN = 50.0
TABLE = ((3.0, 100.0), (7.0, 90.0), (14.0, 75.0), (21.0, 60.0))
OLD = 40.0
# The ages, in days, at which it changes.
STEPS = tuple(most + 1 for most, _ in TABLE)


def recency(age: NDArray[np.float64]) -> NDArray[np.float64]:
    """`age` in days, of which whole ones count; nan where it isn't known."""
    days = np.floor(np.maximum(age, 0))
    found = np.select([days <= most for most, _ in TABLE], [score for _, score in TABLE], OLD)
    return np.where(np.isnan(age), np.nan, found)


def newness(age: float | None) -> float | None:
    """The same for one posting."""
    return None if age is None else float(recency(np.array([age]))[0])
