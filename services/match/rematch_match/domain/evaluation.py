"""How good rankings are, against what people said of the pairs."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

RELEVANT = 2
_AT, _FEW, _MANY = 10, 5, 50
_K = 60
"""Of reciprocal rank fusion."""


def measured(scores: NDArray[np.float64], grades: NDArray[np.int8]) -> dict[str, float]:
    """`scores` and `grades`: a row a query. Queries for which nothing is relevant are left out.

    Gains are 2^grade - 1; what is graded RELEVANT and up is relevant.
    """
    asked = (grades >= RELEVANT).any(axis=1)
    if not asked.any():
        return {}
    order = np.argsort(-scores[asked], axis=1, kind="stable")
    ranked = np.take_along_axis(grades[asked], order, axis=1)
    relevant = ranked >= RELEVANT
    found = {
        "ndcg@10": ndcg(ranked),
        "map": average_precision(relevant),
        "mrr": 1 / (relevant.argmax(axis=1) + 1),
        "p@5": relevant[:, :_FEW].mean(axis=1),
        "recall@50": relevant[:, :_MANY].sum(axis=1) / relevant.sum(axis=1),
    }
    return {name: round(float(values.mean()), 4) for name, values in found.items()}


def ndcg(ranked: NDArray[np.int8]) -> NDArray[np.float64]:
    gains = 2.0 ** ranked.astype(np.float64) - 1
    best = -np.sort(-gains, axis=1)
    discount = 1 / np.log2(np.arange(2, min(_AT, gains.shape[1]) + 2))
    ideal = best[:, :_AT] @ discount
    reached: NDArray[np.float64] = (gains[:, :_AT] @ discount) / ideal
    return reached


def average_precision(relevant: NDArray[np.bool_]) -> NDArray[np.float64]:
    precision = np.cumsum(relevant, axis=1) / np.arange(1, relevant.shape[1] + 1)
    mean: NDArray[np.float64] = (precision * relevant).sum(axis=1) / relevant.sum(axis=1)
    return mean


def fused(rankings: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Reciprocal rank fusion of the rows of several tables of scores."""
    found: NDArray[np.float64] = np.sum([1 / (_K + ranks(scores)) for scores in rankings], axis=0)
    return found


def ranks(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 for the best of each row."""
    order = np.argsort(-scores, axis=1, kind="stable")
    found = np.empty_like(order)
    np.put_along_axis(found, order, np.arange(scores.shape[1])[None, :], axis=1)
    return found.astype(np.float64) + 1


def by_family(
    scores: NDArray[np.float64], grades: NDArray[np.int8], families: Sequence[str | None]
) -> Mapping[str, dict[str, float]]:
    """The same for the queries of each family by themselves; nothing where no family is told."""
    named = sorted({family for family in families if family})
    rows = {family: np.array([each == family for each in families]) for family in named}
    found = {family: measured(scores[row], grades[row]) for family, row in rows.items()}
    return {family: figures for family, figures in found.items() if figures}
