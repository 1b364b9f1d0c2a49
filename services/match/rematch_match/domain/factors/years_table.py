"""Years of experience against the years asked for, by the table of the five factors."""

import numpy as np

from rematch_match.domain.factors.judged import Judged
from rematch_match.domain.features.table import Features

UNKNOWN = 50.0
# Years that lie between two lines of the table count as the worse one.
_BELOW = ((0.0, 100.0), (1.0, 85.0), (2.0, 70.0), (3.0, 55.0))
_ABOVE = ((0.0, 100.0), (2.0, 95.0), (5.0, 85.0), (10.0, 75.0))
_FAR_BELOW, _FAR_ABOVE = 40.0, 60.0


def years_table(features: Features) -> Judged:
    own, least, most = features["years"], features["years_min"], features["years_max"]
    known = ~np.isnan(own) & ~(np.isnan(least) & np.isnan(most))
    lacking = np.where(np.isnan(least), 0, np.maximum(least - own, 0))
    over = np.where(np.isnan(most), 0, np.maximum(own - most, 0))
    below = np.select([lacking <= years for years, _ in _BELOW], [score for _, score in _BELOW], _FAR_BELOW)
    above = np.select([over <= years for years, _ in _ABOVE], [score for _, score in _ABOVE], _FAR_ABOVE)
    return Judged(np.where(known, np.minimum(below, above), UNKNOWN), known)
