"""What a profile is made of."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.factors.judged import Factor
from rematch_match.domain.features.table import Features
from rematch_match.domain.gates.kinds import Gate

Filter = Callable[[Features], NDArray[np.bool_]]
RECENCY = "recency"
JUDGEMENT = "judgement"
"""The factor that a verdict takes the place of, in a profile that has it."""


@dataclass(frozen=True, slots=True)
class Window:
    """The scores that are aimed at, from `low` on: it has no upper end (docs/adr/0009). Who has fewer than `few`
    matches in it is shown broader ones, down to so much less."""

    low: float = 0.0
    relaxed_by: float = 0.0
    few: int = 0

    @property
    def least(self) -> float:
        return self.low - self.relaxed_by


EVERYTHING = Window()


@dataclass(frozen=True, slots=True)
class Profile:
    """`factors`: name, weight and judge of each; `recency` weighs beside them. Weights needn't add up to 1."""

    name: str
    version: int
    factors: tuple[tuple[str, float, Factor], ...]
    recency: float = 0.0
    filters: tuple[tuple[str, Filter], ...] = ()
    gates: tuple[tuple[str, Gate], ...] = ()
    fills_gaps: bool = False
    """Whether what isn't known counts, with what its factor puts in its place. Else it counts for nothing."""
    sure_from: float = 0.0
    """Of the coverage: what rests on less of the weight than this can't reach 100."""
    window: Window = EVERYTHING
