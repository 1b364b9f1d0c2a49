"""A model as it is applied."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features
from rematch_match.domain.learned.columns import ABOUT, Rows, rows_of
from rematch_match.domain.learned.correction import Correction

Numbers = NDArray[np.float64]
_NAMED = 2


class Ranker(Protocol):
    """Trees that were read. Deterministic: the same rows always give the same numbers."""

    def raw(self, rows: Rows) -> Numbers:
        """Of each row one number: the greater, the better."""
        ...

    def shares(self, rows: Rows) -> Numbers:
        """What each column has contributed to it: SHAP values, a row a row, a column a column."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """`number`: of the tenant's models, which is in force."""

    number: int
    correction: Correction
    ranker: Ranker

    def shift(self, features: Features, mean: Numbers) -> Numbers:
        """Points for each pair. `mean`: what its factors come to, before gates."""
        return self.correction.shift(self.ranker.raw(rows_of(features)), mean)

    def mostly(self, features: Features, *, up: bool) -> list[str]:
        """Of the first pair: what moved it most in this direction, in a word each."""
        sums: dict[str, float] = {}
        for about, share in zip(ABOUT.values(), self.ranker.shares(rows_of(features))[0].tolist(), strict=True):
            sums[about] = sums.get(about, 0.0) + (share if up else -share)
        ordered = sorted(sums.items(), key=lambda each: (-each[1], each[0]))
        return [about for about, share in ordered[:_NAMED] if share > 0]
