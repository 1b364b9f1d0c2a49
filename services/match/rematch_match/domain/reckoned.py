"""What was reckoned of many pairs, kept as numbers, and one pair of it in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rematch_common.contracts import Factor
from rematch_match.domain.features.skills import MATCHED, Asked
from rematch_match.domain.features.table import Features
from rematch_match.domain.judging import Sheet, judge
from rematch_match.domain.notes import note
from rematch_match.domain.profiles.profile import Profile
from rematch_match.domain.vocabulary import name_of

SKILL_COLUMNS = ("skills", "skills_required", "skills_counted", "skills_asked", "skills_matched")
LICENCE_COLUMNS = ("licences_asked", "licences_missing", "licences_denied", "tongues_missing")
_WORTH_TELLING = 0.995


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
            sheet = judge(part, profiles[tenants[0]], table[whose[rows]])
            sheets.append(sheet)
            sheet_at[rows], row_at[rows], value[rows] = number, np.arange(len(rows)), sheet.value
        return cls(tuple(sheets), sheet_at, row_at, value)

    def of_pair(self, at: int) -> tuple[Sheet, int]:
        return self.sheets[self.sheet_at[at]], int(self.row_at[at])


@dataclass(frozen=True, slots=True)
class AskedSkill:
    id: str
    required: bool
    licence: bool
    easy: bool
    tongue: bool
    weight: float
    credit: float
    own: float
    denied: bool
    group: int

    @property
    def told(self) -> list[Any]:
        """For the audit; replaying.py reads it."""
        kinds = [int(self.required), int(self.licence), int(self.easy), int(self.tongue)]
        return [self.id, *kinds, self.weight, self.credit, self.own, int(self.denied), self.group]

    @property
    def had(self) -> bool:
        return self.credit >= MATCHED


@dataclass(frozen=True, slots=True)
class Reckoned:
    features: Features
    asked: Asked
    sheets: Sheets
    rarity: int
    terms: Sequence[int]
    whose: NDArray[np.intp]
    bars: tuple[str | None, ...]
    bar_at: NDArray[np.intp]

    @property
    def value(self) -> NDArray[np.float64]:
        barred = np.array([slug is not None for slug in self.bars])
        return np.where(barred[self.bar_at], 0.0, self.sheets.value)

    def bar(self, at: int) -> str | None:
        """What of the tenant's terms keeps the opening from all its people."""
        return self.bars[int(self.bar_at[at])]

    def skills(self, at: int) -> list[AskedSkill]:
        """What the opening asks for, and how much of it the person brings."""
        rows = range(*np.searchsorted(self.asked.pair, (at, at + 1)))
        asked = self.asked
        return [
            AskedSkill(
                name_of(int(asked.skill[row])),
                bool(asked.required[row]),
                bool(asked.licence[row]),
                bool(asked.easy[row]),
                bool(asked.tongue[row]),
                float(asked.weight[row]),
                float(asked.credit[row]),
                float(asked.own[row]),
                bool(asked.denied[row]),
                int(asked.group[row]) - rows.start,
            )
            for row in rows
        ]

    def factors(self, at: int) -> tuple[Factor, ...]:
        sheet, row = self.sheets.of_pair(at)
        told = self.row(at)
        return tuple(
            Factor(
                name=name,
                score=round(float(judged.score[row]), 2),
                weight=float(sheet.weights[row, number]),
                known=bool(judged.known[row]),
                note=note(name, told),
            )
            for number, (name, judged) in enumerate(zip(sheet.names, sheet.judged, strict=True))
        )

    def gates(self, at: int) -> tuple[tuple[str, float], ...]:
        sheet, row = self.sheets.of_pair(at)
        shares = zip(sheet.profile.gates, sheet.gates[row], strict=True)
        told = [(name, round(float(share), 3)) for (name, _), share in shares if share < _WORTH_TELLING]
        return tuple(sorted(told, key=lambda each: each[1]))

    def row(self, at: int) -> dict[str, float | None]:
        """The features of one pair; None where one isn't known."""
        found = {name: float(column[at]) for name, column in self.features.items()}
        return {name: None if np.isnan(value) else value for name, value in found.items()}

    def inputs(self, at: int) -> dict[str, Any]:
        """What `replay` needs: ids and numbers."""
        sheet, row = self.sheets.of_pair(at)
        told = self.row(at)
        return {
            "profile": sheet.profile.name,
            "profile_version": sheet.profile.version,
            "rarity": self.rarity,
            "terms": self.terms[self.whose[at]],
            "weights": sheet.weights[row].tolist(),
            "features": {n: v for n, v in told.items() if n not in SKILL_COLUMNS and n not in LICENCE_COLUMNS},
            "bar": self.bar(at),
            "skills_known": bool(self.asked.had[at]),
            "asked": [s.told for s in self.skills(at)],
        }
