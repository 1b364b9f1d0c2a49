"""Where the work is against where the person is and wants to be, by the table of the five factors."""

import numpy as np

from rematch_match.domain.factors.judged import Judged
from rematch_match.domain.features.places import CITY, REGION
from rematch_match.domain.features.table import Features
from rematch_match.domain.packing import REMOTE_WISHES, WORKPLACES

UNKNOWN = 50.0
_REMOTE, _FLEXIBLE, _CITY, _REGION, _WANTS_REMOTE, _ELSEWHERE = 100.0, 90.0, 100.0, 75.0, 40.0, 30.0


def place_table(features: Features) -> Judged:
    remote = features["workplace"] == WORKPLACES.index("remote")
    only = features["remote_wish"] == REMOTE_WISHES.index("only")
    best = np.fmax(features["home"], features["wanted"])
    known = remote | only | ~np.isnan(best)
    score = np.select(
        [remote & only, remote, best == CITY, best >= REGION, only, ~np.isnan(best)],
        [_REMOTE, _FLEXIBLE, _CITY, _REGION, _WANTS_REMOTE, _ELSEWHERE],
        UNKNOWN,
    )
    return Judged(score, known)
