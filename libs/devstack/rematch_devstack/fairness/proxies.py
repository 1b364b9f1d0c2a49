"""Whether a feature stands in for a protected attribute: how well it, and all together, tell who is of a category."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from rematch_devstack.fairness.auc import Area, Numbers, area
from rematch_devstack.fairness.predicting import predicted
from rematch_devstack.fairness.sample import Grouping, Person

BOUND = 0.6
"""Chance is 0.5. Whatever tells better than this for certain is a proxy."""
FEWEST = 30
"""People of a category, and beside it, whose feature is known."""
TOGETHER = "all together"


@dataclass(frozen=True, slots=True)
class Finding:
    """Of one feature, or of all together, against one category: is it known by that who is of it?"""

    category: str
    feature: str
    people: int
    of_category: int
    area: Area

    @property
    def proxy(self) -> bool:
        return self.area.at_least > BOUND


@dataclass(frozen=True, slots=True)
class _Question:
    category: str
    feature: str
    values: Numbers
    positive: NDArray[np.bool_]


def proxies(people: Sequence[Person], groupings: Sequence[Grouping]) -> dict[str, list[Finding]]:
    """By attribute, the ones that tell most first. Each interval is as wide as it takes for all of them to hold at
    once, with 95 %: of many features one would else look like a proxy by chance."""
    questions = {grouping.name: list(_questions(people, grouping)) for grouping in groupings}
    count = sum(map(len, questions.values()))
    z = NormalDist().inv_cdf(1 - 0.025 / max(1, count))
    return {name: sorted((_answered(one, z) for one in asked), key=_most) for name, asked in questions.items()}


def _answered(one: _Question, z: float) -> Finding:
    found = area(one.values, one.positive, z)
    return Finding(one.category, one.feature, len(one.values), int(one.positive.sum()), found)


def _most(one: Finding) -> tuple[float, str, str]:
    return -abs(one.area.area - 0.5), one.category, one.feature


def _questions(people: Sequence[Person], grouping: Grouping) -> Iterator[_Question]:
    named = [(name, one.features) for one in people if one.features and (name := grouping.of(one.attributes))]
    names = np.array([name for name, _ in named])
    table, features = _table([features for _, features in named])
    for category in _categories(grouping, names):
        positive = names == category
        for column, feature in enumerate(features):
            known = ~np.isnan(table[:, column])
            one = _Question(category, feature, table[known, column], positive[known])
            if _enough(one.positive) and np.ptp(one.values):
                yield one
        if len(features) > 1 and _enough(positive):
            yield _Question(category, TOGETHER, predicted(table, positive), positive)


def _categories(grouping: Grouping, names: NDArray[np.str_]) -> list[str]:
    """Of two, what tells the one tells the other."""
    there = [name for name in grouping.order if name in set(names.tolist())]
    return there[:1] if len(there) == 2 else there


def _table(rows: Sequence[Mapping[str, float]]) -> tuple[Numbers, list[str]]:
    features = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, np.nan) for name in features] for row in rows], dtype=np.float64)
    return table.reshape(len(rows), len(features)), features


def _enough(positive: NDArray[np.bool_]) -> bool:
    count = int(positive.sum())
    return min(count, len(positive) - count) >= FEWEST
