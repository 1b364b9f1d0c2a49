"""Whether a model may take the place of what is in force: on newer matches than it has seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from rematch_match.domain.learned.examples import Examples

Numbers = NDArray[np.float64]
FEWEST = 20
"""People who took to something, in what is learned from and in what is judged by."""
HELD_BACK = 0.25
TOP = 10
_TIMES_THE_USUAL = 3.0
_RESAMPLES = 1_000
_LOW, _HIGH = 2.5, 97.5


class Judged(BaseModel):
    """nDCG@10 of all people, as things stand and with the model; and of the difference an interval of 95 %."""

    model_config = ConfigDict(frozen=True)

    people: int
    before: float
    after: float
    difference: float
    low: float
    high: float

    @property
    def better(self) -> bool:
        return self.low > 0


@dataclass(frozen=True, slots=True)
class Split:
    """`cut`: seconds since 1970; what was shown first from then on is held back."""

    older: Examples
    newer: Examples
    cut: float

    @property
    def lacks(self) -> str | None:
        """Why nothing can be said of a model; None where it can."""
        for part, name in ((self.older, "to learn from"), (self.newer, "to judge by")):
            if part.well < FEWEST:
                return f"{part.well} people who took to a match {name}; it takes {FEWEST}"
        return None


def split(examples: Examples) -> Split:
    """By time: a model is judged by what came after all that it has seen, as it is when it is in force."""
    cut = float(np.quantile(examples.at, 1 - HELD_BACK, method="nearest")) if len(examples) else 0.0
    return Split(examples.some(examples.at < cut), examples.some(examples.at >= cut), cut)


def compare(examples: Examples, worth: Numbers, before: Numbers, after: Numbers, seed: int) -> Judged | None:
    """Two ways to score the same matches; None where nobody has taken to any.

    `worth`: what a reaction at each match's place stands for. All gains that were reached, of all that could have been:
    to divide list by list would let one reaction far down count no more than one at the top, which was seen by all.
    Bootstrapped over people, each with all of their lists: those of one person say much the same several times.
    """
    best, one, other = by_person(examples, worth, before, after)
    some = best > 0
    if not some.any():
        return None
    best, one, other = (part[some] * _shares(best[some]) for part in (best, one, other))
    whole = best.sum()
    means = (one.sum() / whole, other.sum() / whole, (other - one).sum() / whole, *_interval(best, other - one, seed))
    was, now, difference, low, high = (round(float(mean), 6) for mean in means)
    return Judged(people=len(best), before=was, after=now, difference=difference, low=low, high=high)


def by_person(examples: Examples, worth: Numbers, *scores: Numbers) -> list[Numbers]:
    """Of each person the gains of all lists at the first places: at best, and by each of these scores. Of two with one
    score the one that stood first comes first."""
    lists = examples.lists
    first = np.flatnonzero(np.diff(lists, prepend=-1))
    gain: Numbers = (2.0 ** examples.grade.astype(np.float64) - 1) * np.where(examples.grade > 0, worth, 1.0)
    orders = [np.lexsort((-gain, lists)), *(np.lexsort((examples.position, -each, lists)) for each in scores)]
    people, who = np.unique(examples.who[first], return_inverse=True)
    return [np.bincount(who, _dcg(lists, gain, order, first), len(people)).astype(np.float64) for order in orders]


def _dcg(lists: NDArray[np.intp], gain: Numbers, order: NDArray[np.intp], first: NDArray[np.intp]) -> Numbers:
    """`order` leaves each list where it is."""
    place = np.arange(len(order)) - first[lists]
    worth = np.where(place < TOP, gain[order] / np.log2(place + 2), 0.0)
    return np.bincount(lists, worth, len(first)).astype(np.float64)


def _shares(best: Numbers) -> Numbers:
    """Nobody counts for more than so many of the usual ones, whatever they have said yes to."""
    found: Numbers = np.minimum(1.0, _TIMES_THE_USUAL * np.median(best) / best)
    return found


def _interval(best: Numbers, differences: Numbers, seed: int) -> tuple[float, float]:
    chance, size = np.random.default_rng(seed), len(best)
    drawn = (chance.integers(size, size=size) for _ in range(_RESAMPLES))
    found = [differences[people].sum() / best[people].sum() for people in drawn]
    low, high = np.percentile(found, (_LOW, _HIGH))
    return float(low), float(high)
