"""LambdaMART by LightGBM: models are its own text, which holds numbers and no code.

It is imported where it is used: as an extra it may be missing, and so may the system's OpenMP, which it wants.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.learned.columns import COLUMNS, Rows
from rematch_match.domain.learned.model import Ranker
from rematch_match.domain.learned.training import Batch

_ROUNDS = 80
# Small trees, grown slowly: what is known is little and noisy, and only corrects a score that is good by itself.
_HOW: dict[str, Any] = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 20,
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 50,
    "min_sum_hessian_in_leaf": 1.0,
    "lambda_l2": 5.0,
    "feature_fraction": 0.8,
    "max_bin": 63,
    "seed": 11,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


class UnusableTrees(Exception):
    """Text that is no model, or none that this LightGBM reads."""


class LightgbmTrees:
    """See rematch_match.domain.learned.training.Trees. `threads`: that training takes."""

    def __init__(self, threads: int = 2, rounds: int = _ROUNDS) -> None:
        self._how = {**_HOW, "num_threads": threads}
        self._rounds = rounds

    def grow(self, batch: Batch) -> str:
        import lightgbm

        data = lightgbm.Dataset(
            batch.rows,
            label=batch.grade,
            weight=batch.weight,
            group=batch.sizes,
            init_score=batch.start,
            feature_name=list(COLUMNS),
            params=self._how,
        )
        return str(lightgbm.train(self._how, data, self._rounds).model_to_string())

    def read(self, text: str) -> Ranker:
        return LightgbmRanker(text)


class LightgbmRanker:
    """See rematch_match.domain.learned.model.Ranker. In one thread: to wake others takes longer than the work."""

    def __init__(self, text: str) -> None:
        import lightgbm

        try:
            self._booster = lightgbm.Booster(model_str=text)
        except lightgbm.basic.LightGBMError as error:
            raise UnusableTrees(str(error)) from error
        if self._booster.num_feature() != len(COLUMNS):
            raise UnusableTrees(f"it asks for {self._booster.num_feature()} features of a pair, of {len(COLUMNS)}")

    def raw(self, rows: Rows) -> NDArray[np.float64]:
        return self._asked(rows)

    def shares(self, rows: Rows) -> NDArray[np.float64]:
        return self._asked(rows, pred_contrib=True)[:, :-1]

    def _asked(self, rows: Rows, **how: Any) -> NDArray[np.float64]:
        if not len(rows):
            return np.zeros(0 if not how else (0, len(COLUMNS) + 1))
        found: NDArray[np.float64] = np.asarray(self._booster.predict(rows, raw_score=not how, num_threads=1, **how))
        return found
