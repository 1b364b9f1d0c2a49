"""The gate lets through what is better for certain, and nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_encoder.tuning.corpus import Corpus, Opening
from rematch_encoder.tuning.gate import LEAST, ndcg, ruling
from rematch_match.domain.evaluation import measured

FIGURES = st.lists(st.floats(0, 1), min_size=LEAST, max_size=60)


def test_what_is_better_for_certain_passes() -> None:
    found = ruling([0.5] * 40, [0.6] * 30 + [0.5] * 10)
    assert found.passed
    assert found.why == (
        "nDCG@10 0.500 before, 0.575 after; the difference is at least "
        f"{found.low:+.3f} on 40 openings that were held back"
    )
    assert 0.05 < found.low < 0.075


def test_a_better_mean_alone_does_not() -> None:
    lucky = ruling([0.5] * 40, [1.0] + [0.5] * 39)
    assert lucky.tuned > lucky.base
    assert not lucky.passed


@given(FIGURES)
def test_the_same_or_worse_is_refused(figures: list[float]) -> None:
    assert not ruling(figures, figures).passed
    assert not ruling(figures, [figure * 0.9 for figure in figures]).passed


@given(FIGURES, FIGURES)
def test_never_are_both_of_two_better_than_the_other(one: list[float], other: list[float]) -> None:
    one, other = one[:LEAST], other[:LEAST]
    assert not (ruling(one, other).passed and ruling(other, one).passed)
    assert ruling(one, other) == ruling(one, other)


@pytest.mark.parametrize("count", [0, 1, LEAST - 1])
def test_of_few_openings_nothing_is_told(count: int) -> None:
    found = ruling([0.0] * count, [1.0] * count)
    assert not found.passed
    assert f"only {count} openings" in found.why


def test_noise_is_let_through_no_more_often_than_said() -> None:
    chance = np.random.default_rng(5)
    draws = [ruling(list(chance.random(60)), list(chance.random(60))).passed for _ in range(300)]
    assert sum(draws) <= 300 * 0.05 * 1.8


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_ndcg_of_matchs_own_evaluation(seed: int) -> None:
    chance = np.random.default_rng(seed)
    rows, columns = 7, 30
    openings, people = (chance.normal(size=(count, 4)).astype(np.float32) for count in (rows, columns))
    grades = chance.choice([0, 0, 0, 1, 2, 3], (rows, columns)).astype(np.int8)
    grades[3] = 0  # nobody fits it
    corpus = Corpus(
        {f"o{n}": Opening("") for n in range(rows)},
        {f"p{n}": "" for n in range(columns)},
        {(f"o{o}", f"p{p}"): int(grades[o, p]) for o in range(rows) for p in range(columns)},
    )
    found = ndcg(corpus, openings, people)
    assert len(found) == rows - 1
    assert np.mean(found) == pytest.approx(
        measured((openings @ people.T).astype(np.float64), grades)["ndcg@10"], abs=1e-4
    )
