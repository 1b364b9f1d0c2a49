"""What a judge says who reads facts and no texts; a verdict takes its place."""

import numpy as np

from rematch_match.domain.factors.counted_skills import counted_skills
from rematch_match.domain.factors.employment_fit import employment_fit
from rematch_match.domain.factors.judged import Judged
from rematch_match.domain.factors.level_distance import level_distance
from rematch_match.domain.factors.reach import reach
from rematch_match.domain.factors.title_fit import title_fit
from rematch_match.domain.factors.weighted_skills import weighted_skills
from rematch_match.domain.factors.years_fit import years_fit
from rematch_match.domain.features.table import Features

# The overlap of keywords first, then what else a reader would look at.
_LOOKS_AT = (
    (0.35, weighted_skills),
    (0.20, counted_skills),
    (0.15, title_fit),
    (0.10, level_distance),
    (0.10, years_fit),
    (0.07, reach),
    (0.03, employment_fit),
)


def judgement(features: Features) -> Judged:
    """Of what is known. Where nothing is, neither is this."""
    size = len(features["cosine"])
    total, weight = np.zeros(size), np.zeros(size)
    for share, look in _LOOKS_AT:
        seen = look(features)
        total += np.where(seen.known, share * seen.score, 0.0)
        weight += np.where(seen.known, share, 0.0)
    return Judged.of(np.divide(total, weight, out=np.full(size, np.nan), where=weight > 0))
