"""Features of pairs to scores, under one profile: pure arithmetic, the same for one pair as for thousands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.ageing import Fixed, mean, values
from rematch_match.domain.factors.judged import Judged
from rematch_match.domain.factors.recency import UNKNOWN, recency
from rematch_match.domain.features.table import Features
from rematch_match.domain.profiles.profile import RECENCY, Profile
from rematch_match.domain.tastes.tilt import TASTE

Numbers = NDArray[np.float64]


class Line(NamedTuple):
    """One pair's line of a sheet, as plain values; scores, known and weights by factor."""

    profile: Profile
    names: tuple[str, ...]
    value: float
    coverage: float
    apart: int
    fixed: Fixed
    weights: list[float]
    scores: list[float]
    known: list[bool]
    gates: list[float]
    shift: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """The scores of pairs under one profile. `weights` and `judged` are by factor, recency last where it counts."""

    profile: Profile
    value: Numbers
    coverage: Numbers
    weights: Numbers
    judged: tuple[Judged, ...]
    apart: NDArray[np.intp]
    """The number of the first filter that keeps the two apart; -1 where none does."""
    gates: Numbers
    """A column a gate: what is left of the score."""
    total: Numbers
    weight: Numbers
    newness: Numbers
    cap: Numbers
    shift: Numbers
    """Points that were added to what the factors come to."""

    @property
    def names(self) -> tuple[str, ...]:
        own = tuple(name for name, _, _ in self.profile.factors)
        return (*own, RECENCY) if len(self.judged) > len(own) else own

    def lines(self, rows: NDArray[np.intp]) -> list[Line]:
        profile, names = self.profile, self.names
        fixed = map(Fixed, *(part[rows].tolist() for part in (self.total, self.weight, self.newness, self.cap)))
        columns = (self.value, self.coverage, self.apart)
        tables = (
            self.weights[rows],
            np.column_stack([one.score[rows] for one in self.judged]),
            np.column_stack([one.known[rows] for one in self.judged]),
            self.gates[rows],
            self.shift[rows],
        )
        parts = zip(*(part[rows].tolist() for part in columns), fixed, *(t.tolist() for t in tables), strict=True)
        return [Line(profile, names, *part) for part in parts]


def weights_of(profile: Profile, chosen: Mapping[str, float]) -> list[float]:
    """The weight of each factor, recency last: the tenant's choice, else the profile's."""
    own = [(name, weight) for name, weight, _ in profile.factors]
    return [chosen.get(name, weight) for name, weight in (*own, (RECENCY, profile.recency))]


def sheet_of(features: Features, profile: Profile, weights: Numbers) -> Sheet:
    """`weights`: a row a pair, a column a factor, recency last."""
    judged = [factor(features) for _, _, factor in profile.factors]
    new = Judged.of(recency(features["age"]), UNKNOWN)
    newness = np.where(new.known, weights[:, -1], 0.0)
    total, weight = _counted(judged, new, profile, weights)
    total = total + _tilt(features, weight + newness)
    coverage = _coverage(judged, newness, weights)
    apart, gates = _apart(features, profile, len(weights)), _gates(features, profile, len(weights))
    cap = _cap(profile, apart, gates, coverage)
    return Sheet(
        profile=profile,
        value=values(total, weight, newness, cap, features["age"]),
        coverage=np.round(coverage, 2),
        weights=weights,
        judged=(*judged, new) if profile.recency or weights[:, -1].any() else tuple(judged),
        apart=apart,
        gates=gates,
        total=total,
        weight=weight,
        newness=newness,
        cap=cap,
        shift=np.zeros(len(weights)),
    )


def mean_of(sheet: Sheet, age: Numbers) -> Numbers:
    """What the factors come to, before gates."""
    return mean(sheet.total, sheet.weight, sheet.newness, age)


def moved(sheet: Sheet, shift: Numbers, age: Numbers) -> Sheet:
    """With so many points more, which count before gates: whatever rules a pair out still does, and no day changes
    them."""
    total = sheet.total + shift * (sheet.weight + sheet.newness)
    value = values(total, sheet.weight, sheet.newness, sheet.cap, age)
    return replace(sheet, total=total, value=value, shift=sheet.shift + shift)


def _counted(judged: Sequence[Judged], new: Judged, profile: Profile, weights: Numbers) -> tuple[Numbers, Numbers]:
    """The sum of weight times score, and of the weights, of what counts; how new it is apart, where that is known."""
    total, weight = np.zeros(len(weights)), np.zeros(len(weights))
    for at, each in enumerate(judged):
        share = weights[:, at]
        counts = share if profile.fills_gaps else np.where(each.known, share, 0.0)
        total = total + counts * each.score
        weight = weight + counts
    if profile.fills_gaps:
        gap = np.where(new.known, 0.0, weights[:, -1])
        total, weight = total + gap * UNKNOWN, weight + gap
    return total, weight


def _tilt(features: Features, whole: Numbers) -> Numbers:
    """What somebody made of others like it moves the mean: what rules a pair out still does, and no day changes it."""
    points = features.get(TASTE)
    return np.zeros(len(whole)) if points is None else np.nan_to_num(points) * whole


def _coverage(judged: Sequence[Judged], newness: Numbers, weights: Numbers) -> Numbers:
    known = newness + sum(np.where(each.known, weights[:, at], 0.0) for at, each in enumerate(judged))
    whole = weights.sum(axis=1)
    found: Numbers = np.divide(known, whole, out=np.zeros(len(weights)), where=whole > 0)
    return found


def _apart(features: Features, profile: Profile, size: int) -> NDArray[np.intp]:
    found = np.full(size, -1, dtype=np.intp)
    for number, (_, keeps_apart) in reversed(list(enumerate(profile.filters))):
        found[keeps_apart(features)] = number
    return found


def _gates(features: Features, profile: Profile, size: int) -> Numbers:
    columns = [gate(features) for _, gate in profile.gates]
    return np.column_stack(columns) if columns else np.ones((size, 0))


def _cap(profile: Profile, apart: NDArray[np.intp], gates: Numbers, coverage: Numbers) -> Numbers:
    """Two reasons against a pair are worse than one. What rests on little can't be sure."""
    cap = np.full(len(apart), 100.0)
    for column in gates.T:
        cap = cap * column
    if profile.sure_from:
        cap = cap * (0.75 + 0.25 * np.minimum(coverage / profile.sure_from, 1.0))
    return np.where(apart >= 0, 0.0, cap)
