"""Rows to learn from, made by hand: what is asked of a rule is all that they hold."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import numpy as np

from rematch_match.domain.learned.columns import COLUMNS
from rematch_match.domain.learned.examples import Examples


def examples(people: Sequence[int], grades: Sequence[int], **columns: Sequence[float]) -> Examples:
    """Row i is of person `people[i]`; what isn't told is the same for all. `place`: a feature of that name."""
    size = len(people)
    features = {name: columns.get(name, [0.0] * size) for name in COLUMNS}
    made = Examples(
        rows=np.column_stack([features[name] for name in COLUMNS]).astype(np.float32).reshape(size, len(COLUMNS)),
        mean=floats(columns, "mean", size, 70.0),
        cap=floats(columns, "cap", size, 100.0),
        told=floats(columns, "told", size, 70.0),
        position=floats(columns, "position", size, 1.0).astype(np.int32),
        grade=np.array(grades, dtype=np.int8),
        reactions=np.ones(size, dtype=np.int32),
        at=floats(columns, "at", size, 0.0),
        who=np.zeros(size, dtype=np.int64),
        ids=np.array([UUID(int=who + 1).bytes + UUID(int=at + 1).bytes for at, who in enumerate(people)], dtype="S32"),
    )
    return Examples.joined([made])


def floats(columns: Any, name: str, size: int, otherwise: float) -> Any:
    return np.array(columns.get(name, [otherwise] * size), dtype=np.float64)


def taught_by(size: int = 60, seed: int = 1, each: int = 30, weight: float = 3.0) -> Examples:
    """People who like what is near (`home`), whom the profile doesn't ask about it."""
    chance = np.random.default_rng(seed)
    people = np.repeat(np.arange(size), each)
    home = chance.integers(0, 7, len(people)).astype(float)
    liked = weight * (home - 3) + chance.normal(0, 2, len(people))
    grades = np.select([liked > 8, liked > 5], [3, 2], 0)
    at = np.tile(np.arange(each) * 86_400.0, size)
    mean = chance.uniform(50, 90, len(people))
    return examples(people.tolist(), grades.tolist(), home=home.tolist(), at=at.tolist(), mean=mean.tolist())
