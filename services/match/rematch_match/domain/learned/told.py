"""What the audit wrote down of many pairs, as the columns that it was written from."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.skills import Asked, skill_features
from rematch_match.domain.features.table import Features

Inputs = Mapping[str, Any]
_PARTS = 9


class _Told(dict[str, NDArray[np.float64]]):
    """What an older release hasn't noted isn't known."""

    def __init__(self, columns: Features, size: int) -> None:
        super().__init__(columns)
        self._unknown = np.full(size, np.nan)

    def __missing__(self, _: str) -> NDArray[np.float64]:
        return self._unknown


def told_features(many: Sequence[Inputs]) -> Features:
    """A row a pair."""
    names = dict.fromkeys(name for inputs in many for name in inputs["features"])
    columns = {name: _column([inputs["features"].get(name) for inputs in many]) for name in names}
    return _Told({**columns, **skill_features(told_asked(many))}, len(many))


def told_asked(many: Sequence[Inputs]) -> Asked:
    """The skills that were asked for, of all pairs one behind another; picked.py wrote them."""
    counts = np.array([len(inputs["asked"]) for inputs in many], dtype=np.intp)
    numbers = np.array([row[1:] for inputs in many for row in inputs["asked"]], dtype=np.float64)
    numbers = numbers.reshape(-1, _PARTS)
    starts = np.cumsum(counts) - counts
    return Asked(
        pairs=len(many),
        pair=np.repeat(np.arange(len(many)), counts),
        skill=np.zeros(len(numbers), dtype=np.int32),
        required=numbers[:, 0] > 0,
        licence=numbers[:, 1] > 0,
        easy=numbers[:, 2] > 0,
        tongue=numbers[:, 3] > 0,
        weight=numbers[:, 4],
        credit=numbers[:, 5],
        own=numbers[:, 6],
        denied=numbers[:, 7] > 0,
        group=numbers[:, 8].astype(np.intp) + np.repeat(starts, counts),
        had=np.array([bool(inputs["skills_known"]) for inputs in many], dtype=np.bool_),
    )


def _column(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
