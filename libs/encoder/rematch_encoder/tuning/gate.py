"""Whether a model is better than another: on openings that neither has seen, by a bound and not by a mean."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rematch_encoder.tuning.corpus import GOOD, Corpus

_AT = 10
_ROUNDS = 10_000
_CONFIDENCE = 0.95
_SEED = 11
LEAST = 20
"""Openings. Of fewer, chance alone tells."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ruling:
    """Means of nDCG@10 over the same openings, and what their difference is at least, in 19 of 20 such samples."""

    openings: int
    base: float
    tuned: float
    low: float

    @property
    def passed(self) -> bool:
        return self.openings >= LEAST and self.low > 0

    @property
    def why(self) -> str:
        """One sentence."""
        if self.openings < LEAST:
            return f"only {self.openings} openings are held back that anybody fits; {LEAST} are needed to tell"
        found = f"nDCG@10 {self.base:.3f} before, {self.tuned:.3f} after; the difference is at least {self.low:+.3f}"
        return f"{found} on {self.openings} openings that were held back"


def ruling(base: Sequence[float], tuned: Sequence[float]) -> Ruling:
    """Opening by opening: a paired bootstrap, the same for the same figures."""
    differences = np.asarray(tuned, dtype=np.float64) - np.asarray(base, dtype=np.float64)
    count = len(differences)
    if not count:
        return Ruling(0, 0.0, 0.0, 0.0)
    draws = np.random.default_rng(_SEED).integers(0, count, (_ROUNDS, count))
    low = np.quantile(differences[draws].mean(axis=1), 1 - _CONFIDENCE)
    return Ruling(count, float(np.mean(base)), float(np.mean(tuned)), float(low))


def ndcg(corpus: Corpus, openings: Vectors, people: Vectors) -> list[float]:
    """At 10, of each opening that somebody fits, in the order of their keys: all people are ranked by their cosine.
    `openings` and `people`: unit rows in the order of the corpus."""
    at = {key: place for place, key in enumerate(corpus.people)}
    grades = np.zeros((len(corpus.openings), len(at)))
    rows = {key: row for row, key in enumerate(corpus.openings)}
    for (opening, person), grade in corpus.grades.items():
        grades[rows[opening], at[person]] = grade
    cosines = openings @ people.T
    asked = [row for key, row in sorted(rows.items()) if (grades[row] >= GOOD).any()]
    return [_ndcg(cosines[row], grades[row]) for row in asked]


def _ndcg(scores: NDArray[np.float32], grades: NDArray[np.float64]) -> float:
    gains = 2.0**grades - 1
    ranked = gains[np.argsort(-scores, kind="stable")][:_AT]
    best = -np.sort(-gains)[:_AT]
    discount = 1 / np.log2(np.arange(2, len(ranked) + 2))
    return float(ranked @ discount / (best @ discount))
