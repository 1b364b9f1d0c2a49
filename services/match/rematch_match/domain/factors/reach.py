"""Whether the work can be done from where the person is, or wants to be."""

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.factors.judged import Judged
from rematch_match.domain.features.places import COMMUTE, COUNTRY, FAR_COMMUTE, REGION
from rematch_match.domain.features.table import Features
from rematch_match.domain.packing import REMOTE_WISHES, WORKPLACES

_NO, _ONLY = REMOTE_WISHES.index("no"), REMOTE_WISHES.index("only")


def reach(features: Features) -> Judged:
    remote = features["workplace"] == WORKPLACES.index("remote")
    return Judged.of(np.where(remote, _from_home(features), _on_site(features)))


def _from_home(features: Features) -> NDArray[np.float64]:
    """A remote job is bound to its countries, where it names any."""
    home, wanted = features["home"], features["wanted"]
    moves = features["relocate"] == 1
    within = np.select(
        [np.isnan(home), home >= COUNTRY, (wanted >= COUNTRY) & moves, wanted >= COUNTRY],
        [100.0, 100.0, 70.0, 50.0],
        10.0,
    )
    return np.where(features["remote_wish"] == _NO, np.minimum(within, 45.0), within)


def _on_site(features: Features) -> NDArray[np.float64]:
    home, wanted, relocate = features["home"], features["wanted"], features["relocate"]
    hybrid = features["workplace"] == WORKPLACES.index("hybrid")
    moves, stays = relocate == 1, relocate == 0
    nothing_wanted = np.isnan(wanted)
    score = np.select(
        [
            home >= COMMUTE,
            wanted >= FAR_COMMUTE,
            home >= FAR_COMMUTE,
            np.isnan(home) & nothing_wanted,
            moves & nothing_wanted & (home >= COUNTRY),
            moves & (np.fmax(home, wanted) >= COUNTRY),
            moves & nothing_wanted,
            (home >= REGION) & ~stays,
            (home >= COUNTRY) & ~stays,
        ],
        [100.0, np.where(stays, 75.0, 58.0), np.where(hybrid, 85.0, 70.0), np.nan, 60.0, 52.0, 45.0, 35.0, 20.0],
        0.0,
    )
    return np.where(features["remote_wish"] == _ONLY, np.minimum(score, 20.0), score)
