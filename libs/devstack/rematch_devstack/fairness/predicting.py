"""What all features together tell of a group: a logistic regression that never saw whom it judges."""

import numpy as np
from numpy.typing import NDArray

from rematch_devstack.fairness.auc import Numbers

_FOLDS, _STEPS, _RIDGE, _SEED = 5, 25, 1.0, 20
_NEAR = 1e-8


def predicted(table: Numbers, positive: NDArray[np.bool_]) -> Numbers:
    """A row a person, a column a feature, NaN where it isn't known. Of each person what was learned from the other
    four fifths."""
    columns = _prepared(table)
    folds = _folds(positive)
    found = np.zeros(len(table))
    for fold in range(_FOLDS):
        rest = folds != fold
        found[~rest] = columns[~rest] @ _weights(columns[rest], positive[rest])
    return found


def _prepared(table: Numbers) -> Numbers:
    """Standardised, the unknown at the mean, and whether it is known beside it."""
    known = ~np.isnan(table)
    counts = np.maximum(known.sum(axis=0), 1)
    filled = np.where(known, table, 0.0)
    mean = filled.sum(axis=0) / counts
    centred = np.where(known, table - mean, 0.0)
    deviation = np.sqrt((centred**2).sum(axis=0) / counts)
    scaled = centred / np.where(deviation > 0, deviation, 1.0)
    partly = known.any(axis=0) & ~known.all(axis=0)
    return np.column_stack(
        [np.ones(len(table)), scaled, known[:, partly].astype(np.float64) - known[:, partly].mean(0)]
    )


def _folds(positive: NDArray[np.bool_]) -> NDArray[np.intp]:
    """By lot, each with its share of either group."""
    lot = np.random.default_rng(_SEED)
    folds = np.zeros(len(positive), dtype=np.intp)
    for group in (positive, ~positive):
        members = lot.permutation(np.flatnonzero(group))
        folds[members] = np.arange(len(members)) % _FOLDS
    return folds


def _weights(columns: Numbers, positive: NDArray[np.bool_]) -> Numbers:
    """By Newton's steps; a ridge on all but the first keeps them finite where the groups fall apart."""
    weights: Numbers = np.zeros(columns.shape[1])
    ridge = np.full(columns.shape[1], _RIDGE)
    ridge[0] = _NEAR
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(columns @ weights, -30.0, 30.0)))
        slope = columns.T @ (positive - chance) - ridge * weights
        curve = (columns * (chance * (1.0 - chance))[:, None]).T @ columns + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if np.abs(step).max() < _NEAR:
            break
    return weights
