"""From what a model says to points that are added to a score: bounded, and on the scale that people know."""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

Numbers = NDArray[np.float64]
BOUND = 15.0
"""Points by which what was learned may move a score, whatever people did."""
SCALE = 20.0
"""Points to one unit of what a model says: a model is trained on scores divided by it."""
_KNOTS = 41
_DIGITS, _KNOT_DIGITS = 2, 4


class Correction(BaseModel):
    """`learned` and `usual`: the same quantiles of the scores that people were shown, with the model and without. Put
    through them, as many matches reach a grade, or a threshold, as did before: it is their order that changes."""

    model_config = ConfigDict(frozen=True)

    learned: tuple[float, ...]
    usual: tuple[float, ...]
    bound: float = BOUND
    scale: float = SCALE

    @classmethod
    def fitted(cls, raw: Numbers, mean: Numbers) -> Self:
        """On pairs that were shown. `mean`: what their factors come to, before gates."""
        shares = np.linspace(0, 1, _KNOTS)
        knots = np.quantile(mean + SCALE * raw, shares).round(_KNOT_DIGITS)
        moved, same = np.unique(knots, return_inverse=True)
        # Of several quantiles with one score, what lies in their middle.
        usual = np.bincount(same, np.quantile(mean, shares)) / np.bincount(same)
        return cls(learned=tuple(moved.tolist()), usual=tuple(usual.round(_KNOT_DIGITS).tolist()))

    def shift(self, raw: Numbers, mean: Numbers) -> Numbers:
        """Of two digits: what is written down is what was reckoned with."""
        moved = mean + self.scale * raw
        inside = np.clip(moved, self.learned[0], self.learned[-1])
        # Beyond what was ever seen it goes on at the same distance: else all would be equal there.
        calibrated = np.interp(inside, self.learned, self.usual) + (moved - inside)
        shift: Numbers = np.clip(calibrated - mean, -self.bound, self.bound)
        return shift.round(_DIGITS)
