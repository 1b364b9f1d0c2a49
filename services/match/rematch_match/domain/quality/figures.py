"""What is said of many people: means with intervals, or that they are too few."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from statistics import median

from rematch_match.domain.experiments.intervals import Interval, wilson
from rematch_match.domain.quality.measures import MEASURES
from rematch_match.domain.quality.traces import Person

FEWEST = 20
"""People, or hires, below which there is no number: it would say more of chance, and of them, than of matches."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`interval` is None where `count` is too few: people, or hires."""

    count: int
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of a group: how many people were shown how many matches, and by name what is measured of them."""

    people: int
    matches: int
    measures: Mapping[str, Figure]
    days_to_hire: Figure


class Tally:
    """Adds up people, and keeps nothing of them but sums and the hires' days."""

    def __init__(self) -> None:
        self._people = self._matches = 0
        self._sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._days: list[float] = []

    def add(self, person: Person, days: Sequence[float]) -> None:
        self._days += days
        self._people += bool(person.judged)
        self._matches += len(person.judged)
        for name, measure in MEASURES.items():
            value = measure(person)
            if value is not None:
                self._sums[name][0] += value
                self._sums[name][1] += 1

    def figures(self) -> Figures:
        measures = {name: mean(*self._sums[name]) for name in MEASURES}
        return Figures(self._people, self._matches, measures, middle(self._days))


def mean(total: float, people: float) -> Figure:
    """Each person counts once, however many matches they were shown: those of one person are much alike. Of all that
    lies from 0 to 1 with one mean, nothing varies as much as a coin that shows 0 or 1: Wilson's interval, which is of
    such coins, is never narrower than it has to be."""
    count = int(people)
    return Figure(count, wilson(total, count) if count >= FEWEST else None)


def middle(days: Sequence[float]) -> Figure:
    """The median, between the values at the ranks that Wilson's interval has around one half."""
    if len(days) < FEWEST:
        return Figure(len(days), None)
    ordered, half = sorted(days), wilson(len(days) / 2, len(days))
    low, high = floor(half.low * len(days)), min(len(days) - 1, ceil(half.high * len(days)) - 1)
    return Figure(len(days), Interval(median(ordered), ordered[low], ordered[high]))
