"""The decision on sets of labelled ads, each written by somebody who did not know the rules.

`holdout` is of the kind that crawls bring; it meets what the product promises. In `golden`, `boards` and `crawls` many
reworded ads are so far from the first wording (another language, a job by another name, other duties named) that they
are left apart: a false merge hides a job, two openings of one job don't.
"""

from pathlib import Path
from typing import Any

import pytest

from rematch_dedup.offline import evaluate, rules

HERE = Path(__file__).parent
PROMISED = {"exact": 1.0, "format": 1.0, "temporal": 1.0, "partial": 0.9, "agency": 0.9, "semantic": 0.75}
FAR = {"partial": 0.9, "exact": 1.0}
LEAST = {
    "holdout": {"precision": 0.99, "f1": 0.95, **PROMISED},
    "golden": {"precision": 0.99, "f1": 0.91, **PROMISED, "format": 0.98, "temporal": 0.98, "semantic": 0.6},
    "boards": {"precision": 0.99, "f1": 0.84, **FAR, "format": 0.93, "temporal": 0.94, "agency": 0.8, "semantic": 0.45},
    "crawls": {
        "precision": 0.95,
        "f1": 0.71,
        **FAR,
        "exact": 0.91,
        "format": 0.83,
        "temporal": 0.88,
        "agency": 0.7,
        "semantic": 0.25,
    },
}
Scores = tuple[dict[str, float], dict[str, Any]]


@pytest.fixture(scope="module", params=LEAST)
def scores(request: pytest.FixtureRequest) -> Scores:
    return LEAST[request.param], evaluate(HERE / f"{request.param}.jsonl", rules())


def test_pairs_are_right(scores: Scores) -> None:
    least, found = scores
    assert found["pairs"]["precision"] >= least["precision"]
    assert found["pairs"]["f1"] >= least["f1"]


@pytest.mark.parametrize("kind", PROMISED)
def test_every_kind_is_recognised(scores: Scores, kind: str) -> None:
    least, found = scores
    assert found["recall_by_kind"][kind] >= least[kind]


@pytest.mark.parametrize("kind", ["seniority", "city", "country"])
def test_no_opening_is_hidden_behind_its_look_alike(scores: Scores, kind: str) -> None:
    _, found = scores
    assert found["false_merges_by_kind"][kind] == 0
