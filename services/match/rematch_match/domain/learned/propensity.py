"""How likely it is that somebody looks at a place at all: who never saw a match has said nothing of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.learned.examples import Examples

Numbers = NDArray[np.float64]
USUAL = 1.0
"""1/place: of lists of jobs, and of results of searches, about what is found; until the data say more."""
MOST = 10.0
"""How much a reaction may weigh for having come from far down."""
_ENOUGH = 200
_KIND = 2.0
_STEEPEST, _STEP = 2.0, 0.02


@dataclass(frozen=True, slots=True)
class Propensities:
    """The place k is looked at `k ** -steepness` times as often as the first. `measured`: of this tenant's people."""

    steepness: float = USUAL
    measured: bool = False

    def weights(self, position: NDArray[np.int32]) -> Numbers:
        """What a reaction there stands for, within bounds."""
        found: Numbers = np.minimum(position.astype(np.float64) ** self.steepness, MOST)
        return found


def propensities_of(examples: Examples) -> Propensities:
    """From matches of one kind, told with the same score, that stood at several places: as they are as good as each
    other, only their places can be why fewer reacted further down. The usual where too few have reacted."""
    reacted = examples.grade > 0
    if reacted.sum() < _ENOUGH:
        return Propensities()
    kinds, kind = np.unique(np.floor(examples.told / _KIND), return_inverse=True)
    clicks: Numbers = np.bincount(kind, reacted.astype(np.float64), len(kinds)).astype(np.float64)
    places = np.log(examples.position.astype(np.float64))
    # Of reactions that come at a rate of the kind's own times the place's (Poisson), without what no steepness changes.
    steps = np.arange(0.0, _STEEPEST + _STEP / 2, _STEP)
    fits = [_fit(step, kind, clicks, places) - step * places[reacted].sum() for step in steps.tolist()]
    return Propensities(round(float(steps[int(np.argmax(fits))]), 2), measured=True)


def _fit(steepness: float, kind: NDArray[np.intp], clicks: Numbers, places: Numbers) -> float:
    looked_at = np.bincount(kind, np.exp(-steepness * places), len(clicks))
    some = clicks > 0
    return -float((clicks[some] * np.log(looked_at[some])).sum())
