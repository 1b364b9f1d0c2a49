"""Rates and impact ratios, as New York City's rules for Local Law 144 define them (6 RCNY 5-300 and 5-301)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

LEAST_SHARE = 0.02
"""A category with less of the people may be left out of the ratios; how many they are, and their rate, is told."""
FOUR_FIFTHS = 0.8
_Z = 1.959964
Count = tuple[int, int]
"""Of one person: how many were counted, and how many of these were hits."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A category. `ratio`: its rate by the best one's, with an interval of 95 %; None where it was left out, or nobody
    has a rate above 0."""

    name: str
    people: int
    counted: int
    rate: float
    left_out: bool = False
    ratio: float | None = None
    low: float | None = None
    high: float | None = None

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
    low, high = (None, None) if is_best else _interval(people, best)
    return Rate(name, len(people), counted, rate, ratio=rate / top, low=low, high=high)


def _rate(people: Sequence[Count]) -> float:
    return sum(hits for _, hits in people) / sum(n for n, _ in people)


def _interval(people: Sequence[Count], best: Sequence[Count]) -> tuple[float | None, float | None]:
    """Katz's, of the logarithm; what several scores of one person have in common is allowed for, and where each has
    one it is Katz's own."""
    rate, top = _rate(people), _rate(best)
    if not rate:
        return None, None
    ratio = log(rate / top)
    wide = _Z * sqrt(_variance(people) / rate**2 + _variance(best) / top**2)
    return exp(ratio - wide), exp(ratio + wide)


def _variance(people: Sequence[Count]) -> float:
    """Of a rate, people drawn whole: by how much each one's hits are off from what the rate gives them."""
    rate, counted = _rate(people), sum(n for n, _ in people)
    return sum((hits - rate * n) ** 2 for n, hits in people) / counted**2
