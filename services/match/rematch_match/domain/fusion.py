"""Several rankings as one."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
# Of the paper on reciprocal rank fusion: how little the first places count for more than those that follow.
RRF = 60


def fused(rankings: Sequence[Iterable[K]], most: int, k: int = RRF) -> list[K]:
    """The best of all rankings by the sum of 1 / (k + rank); of equals, the one of an earlier ranking first."""
    merits: dict[K, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking, k + 1):
            merits[key] = merits.get(key, 0.0) + 1.0 / rank
    return sorted(merits, key=merits.__getitem__, reverse=True)[:most]
