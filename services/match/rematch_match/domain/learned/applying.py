"""Scores that were reckoned, with what was learned."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features
from rematch_match.domain.learned.model import Learned
from rematch_match.domain.reckoned import Sheets
from rematch_match.domain.sheets import mean_of, moved

Numbers = NDArray[np.float64]


def with_learned(
    sheets: Sheets, features: Features, whose: NDArray[np.intp], models: Sequence[Learned | None]
) -> Sheets:
    """`models` are of tenants, `whose` says of each pair which tenant's it is. A tenant's model moves no other's."""
    if not any(models):
        return sheets
    value, changed = sheets.value.copy(), []
    for number, sheet in enumerate(sheets.sheets):
        rows = np.flatnonzero(sheets.sheet_at == number)
        part = {name: column[rows] for name, column in features.items()}
        shift = _shifts(part, mean_of(sheet, part["age"]), whose[rows], models)
        changed.append(moved(sheet, shift, part["age"]))
        value[rows] = changed[-1].value
    return replace(sheets, sheets=tuple(changed), value=value)


def _shifts(features: Features, mean: Numbers, whose: NDArray[np.intp], models: Sequence[Learned | None]) -> Numbers:
    found = np.zeros(len(whose))
    for tenant, model in enumerate(models):
        own = np.flatnonzero(whose == tenant)
        if model is not None and len(own):
            found[own] = model.shift({name: column[own] for name, column in features.items()}, mean[own])
    return found
