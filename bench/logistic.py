"""Logistic regression on few and telling clues, and what it would have said of cases that it was not fitted on."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_PASSES = 5_000
_ENOUGH = 1e-6
_NEARLY_NONE = 1e-12


@dataclass(frozen=True, slots=True)
class Settings:
    """`ridge`: how much the square of a weight costs, where a case costs about one; the first weight, the bias, is
    free. `signs`: by column, 1 or -1 where the weight may have no other sign, 0 where it is free."""

    ridge: float
    signs: tuple[int, ...]


def fit(cases: Array, answers: Array, settings: Settings) -> Array:
    """The weights, one a column of the cases. Each in turn is moved to where it surely costs less than before."""
    ridge = np.full(cases.shape[1], settings.ridge)
    ridge[0] = 0.0
    # The curvature is nowhere more than a quarter.
    steepest = (cases**2).sum(axis=0) / 4 + ridge + _NEARLY_NONE
    weights, sums = np.zeros(cases.shape[1]), np.zeros(len(cases))
    for _ in range(_PASSES):
        before = weights.copy()
        for column, sign in enumerate(settings.signs):
            slope = cases[:, column] @ (probabilities(sums) - answers) + ridge[column] * weights[column]
            moved = _allowed(weights[column] - slope / steepest[column], sign)
            sums += (moved - weights[column]) * cases[:, column]
            weights[column] = moved
        if np.abs(weights - before).max() < _ENOUGH:
            break
    return weights


def _allowed(weight: float, sign: int) -> float:
    return max(weight, 0.0) if sign > 0 else min(weight, 0.0) if sign < 0 else weight


def probabilities(sums: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(sums, -500, 500))))


def families(groups: Sequence[Collection[str]]) -> list[int]:
    """The same number for cases that have something in common, directly or by others in between."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            name = parent[name]
        return name

    for first, *others in map(sorted, groups):
        for other in others:
            parent[root(other)] = root(first)
    numbers: dict[str, int] = {}
    return [numbers.setdefault(root(min(group)), len(numbers)) for group in groups]


def folds(family: Sequence[int], count: int) -> list[int]:
    """A fold for each case: about as many cases in each, none of a family that another fold has, too."""
    sizes = Counter(family)
    load = [0] * count
    placed: dict[int, int] = {}
    for number, size in sorted(sizes.items(), key=lambda each: (-each[1], each[0])):
        placed[number] = load.index(min(load))
        load[placed[number]] += size
    return [placed[number] for number in family]


def foretold(cases: Array, answers: Array, fold: Sequence[int], settings: Settings) -> Array:
    """Of each case, the probability by weights that were fitted on the other folds."""
    found, of = np.zeros(len(cases)), np.asarray(fold)
    for number in sorted(set(fold)):
        out = of == number
        found[out] = probabilities(cases[out] @ fit(cases[~out], answers[~out], settings))
    return found


def loss(answers: Array, told: Array) -> float:
    """Of a case on average: 0 when all was foretold for sure, 0.69 for a coin."""
    sure = np.clip(told, _NEARLY_NONE, 1 - _NEARLY_NONE)
    return float(-np.mean(answers * np.log(sure) + (1 - answers) * np.log(1 - sure)))


@dataclass(frozen=True, slots=True)
class Scores:
    """At one threshold: by kind, how many pass of the true cases and of the others, and out of how many."""

    right: Mapping[str, tuple[int, int]]
    wrong: Mapping[str, tuple[int, int]]

    @property
    def precision(self) -> float:
        right, wrong = _passed(self.right), _passed(self.wrong)
        return right / (right + wrong) if right + wrong else 1.0

    @property
    def recall(self) -> float:
        return _passed(self.right) / sum(out_of for _, out_of in self.right.values()) if self.right else 1.0


def scores(answers: Array, told: Array, kinds: Sequence[str], threshold: float) -> Scores:
    counted: dict[bool, dict[str, tuple[int, int]]] = {True: {}, False: {}}
    for true, probability, kind in sorted(zip(answers > 0, told, kinds, strict=True), key=lambda each: each[2]):
        passed, out_of = counted[bool(true)].get(kind, (0, 0))
        counted[bool(true)][kind] = (passed + int(probability >= threshold), out_of + 1)
    return Scores(counted[True], counted[False])


def _passed(counts: Mapping[str, tuple[int, int]]) -> int:
    return sum(passed for passed, _ in counts.values())
