"""What was reckoned of many pairs, kept as numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.skills import Asked
from rematch_match.domain.features.table import Features
from rematch_match.domain.profiles.profile import Profile
from rematch_match.domain.sheets import Line, Sheet, sheet_of
from rematch_match.domain.tastes.tilt import Tilt
from rematch_match.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class Sheets:
    """A sheet a profile, and of each pair its sheet and its row there."""

    sheets: tuple[Sheet, ...]
    sheet_at: NDArray[np.intp]
    row_at: NDArray[np.intp]
    value: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        features: Features,
        profiles: Sequence[Profile],
        whose: NDArray[np.intp],
        weights: Sequence[Sequence[float]],
    ) -> Self:
        """`profiles` and `weights` are of tenants, `whose` says of each pair which tenant's it is."""
        size = len(whose)
        sheet_at, row_at, value = np.zeros(size, np.intp), np.zeros(size, np.intp), np.zeros(size)
        sheets = []
        for number, profile in enumerate(dict.fromkeys(profile.name for profile in profiles)):
            tenants = [at for at, each in enumerate(profiles) if each.name == profile]
            rows = np.flatnonzero(np.isin(whose, tenants))
            table = np.zeros((len(profiles), len(weights[tenants[0]])))
            table[tenants] = [weights[at] for at in tenants]
            part = features if len(rows) == size else {name: column[rows] for name, column in features.items()}
            sheet = sheet_of(part, profiles[tenants[0]], table[whose[rows]])
            sheets.append(sheet)
            sheet_at[rows], row_at[rows], value[rows] = number, np.arange(len(rows)), sheet.value
        return cls(tuple(sheets), sheet_at, row_at, value)

    def lines(self, these: NDArray[np.intp]) -> list[Line]:
        """Of these pairs, in this order."""
        found: dict[int, Line] = {}
        for number, sheet in enumerate(self.sheets):
            places = np.flatnonzero(self.sheet_at[these] == number)
            found |= zip(places.tolist(), sheet.lines(self.row_at[these[places]]), strict=True)
        return [found[place] for place in range(len(these))]


@dataclass(frozen=True, slots=True)
class Reckoned:
    features: Features
    asked: Asked
    sheets: Sheets
    rarity: int
    terms: Sequence[Terms]
    whose: NDArray[np.intp]
    bars: tuple[str | None, ...]
    bar_at: NDArray[np.intp]
    tilts: Mapping[int, Tilt]
    """By pair."""

    @property
    def value(self) -> NDArray[np.float64]:
        barred = np.array([slug is not None for slug in self.bars])
        return np.where(barred[self.bar_at], 0.0, self.sheets.value)

    def barred(self, these: NDArray[np.intp]) -> list[str | None]:
        """What of the tenant's terms keeps the opening from all its people."""
        return [self.bars[at] for at in self.bar_at[these].tolist()]
