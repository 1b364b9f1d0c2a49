"""Rates and impact ratios, as New York City's rules for Local Law 144 define them (6 RCNY 5-300 and 5-301)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

LEAST_SHARE = 0.02
"""A category with less of the people may be left out of the ratios; how many they are, and their rate, is told."""
FOUR_FIFTHS = 0.8
FEWEST = 10
"""People of a category from whom an interval is reckoned: what fewer have in common says little of others."""
_Z = 1.959964
Count = tuple[int, int]
"""Of one person: how many were counted, and how many of these were hits."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A category. `ratio`: its rate by the best one's, with an interval of 95 %; None where it was left out, or nobody
    has a rate above 0. `too_few`: it, or the best one, has too few people for an interval."""

    name: str
    people: int
    counted: int
    rate: float
    left_out: bool = False
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    too_few: bool = False

    @property
    def below(self) -> bool:
        return self.ratio is not None and self.ratio < FOUR_FIFTHS


def rates(groups: Mapping[str, Sequence[Count]]) -> list[Rate]:
    """Of the categories that anybody is in."""
    whole = sum(map(len, groups.values()))
    small = {name for name, people in groups.items() if len(people) < LEAST_SHARE * whole}
    in_it = {name: people for name, people in groups.items() if name not in small}
    best = max(in_it, key=lambda name: _rate(in_it[name]), default=None)
    return [
        _told(name, people, in_it[best] if best is not None and name not in small else None, name == best)
        for name, people in groups.items()
    ]


def _told(name: str, people: Sequence[Count], best: Sequence[Count] | None, is_best: bool) -> Rate:
    counted, rate = sum(n for n, _ in people), _rate(people)
    if best is None:
        return Rate(name, len(people), counted, rate, left_out=True)
    if not (top := _rate(best)):
        return Rate(name, len(people), counted, rate)
    too_few = not is_best and min(len(people), len(best)) < FEWEST
    low, high = (None, None) if is_best or too_few else _interval(people, best)
    return Rate(name, len(people), counted, rate, ratio=rate / top, low=low, high=high, too_few=too_few)


def _rate(people: Sequence[Count]) -> float:
    return sum(hits for _, hits in people) / sum(n for n, _ in people)


def _interval(people: Sequence[Count], best: Sequence[Count]) -> tuple[float | None, float | None]:
    """Of the logarithm, as Katz's; what several scores of one person have in common is allowed for. None where all are
    alike: that tells nothing of how others would differ."""
    rate, top = _rate(people), _rate(best)
    ours, theirs = _variance(people), _variance(best)
    if not (rate and ours and theirs):
        return None, None
    ours, theirs = ours / rate**2, theirs / top**2
    # Welch's: the variance is an estimate, too, and of few people a rough one.
    freedom = (ours + theirs) ** 2 / (ours**2 / (len(people) - 1) + theirs**2 / (len(best) - 1))
    ratio, wide = log(rate / top), student(freedom) * sqrt(ours + theirs)
    return exp(ratio - wide), exp(ratio + wide)


def _variance(people: Sequence[Count]) -> float:
    """Of a rate, people drawn whole: by how much each one's hits are off from what the rate gives them."""
    rate, counted, many = _rate(people), sum(n for n, _ in people), len(people)
    return many / (many - 1) * sum((hits - rate * n) ** 2 for n, hits in people) / counted**2


def student(freedom: float) -> float:
    """Student's quantile for 95 %, by the expansion in Abramowitz and Stegun 26.7.5: from 9 on right to 0.0005."""
    z, n = _Z, freedom
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / n + second / n**2 + third / n**3
