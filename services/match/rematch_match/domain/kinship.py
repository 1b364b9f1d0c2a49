"""How close two occupations are: one and the same, often advertised as one, or neighbours."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from rematch_jobtext import kin, near_ids, occupation_ids

SAME, NEAR, NEIGHBOUR = 1.0, 0.8, 0.3
"""Neighbours are near to one and the same third."""


@cache
def occupation_numbers() -> dict[str, int]:
    return {name: number for number, name in enumerate(occupation_ids())}


def occupation_number(name: str | None) -> int:
    return -1 if name is None else occupation_numbers().get(name, -1)


@cache
def kinship() -> NDArray[np.float32]:
    """Row and column: occupations by their numbers. 0 is another occupation altogether."""
    known = occupation_numbers()
    near = np.zeros((len(known), len(known)), dtype=np.float32)
    for name, row in known.items():
        for other in near_ids(name):
            near[row, known[other]] = 1
    close = np.where(near @ near > 0, np.float32(NEIGHBOUR), np.float32(0))
    for (one, other), worth in kin().items():
        at = known[one], known[other]
        close[at] = max(close[at], np.float32(worth))
    close[near > 0] = NEAR
    np.fill_diagonal(close, SAME)
    return close
