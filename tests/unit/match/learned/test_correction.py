"""Points: bounded, in the order of what was learned, on the scale of before."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rematch_match.domain.learned.correction import BOUND, Correction

numbers = st.lists(st.tuples(st.floats(-50, 50), st.floats(0, 100)), min_size=1, max_size=60)


@given(numbers, st.floats(-1e6, 1e6), st.floats(0, 100))
def test_no_score_moves_by_more_than_the_bound(fitted: list[tuple[float, float]], raw: float, mean: float) -> None:
    correction = Correction.fitted(*map(np.array, zip(*fitted, strict=True)))
    assert abs(correction.shift(np.array([raw]), np.array([mean]))[0]) <= BOUND


@given(numbers)
def test_where_nothing_was_learned_nothing_moves(fitted: list[tuple[float, float]]) -> None:
    mean = np.array([one for _, one in fitted])
    correction = Correction.fitted(np.zeros(len(mean)), mean)
    np.testing.assert_allclose(correction.shift(np.zeros(len(mean)), mean), 0, atol=0.02)


whole = st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 100)), min_size=1, max_size=60)


@given(whole, st.integers(-100, 100))
def test_what_is_said_of_all_alike_moves_nobody(fitted: list[tuple[int, int]], more: int) -> None:
    raw, mean = (np.array(one, dtype=np.float64) for one in zip(*fitted, strict=True))
    one, other = (Correction.fitted(said, mean).shift(said, mean) for said in (raw, raw + more))
    np.testing.assert_allclose(one, other, atol=0.05)


def test_as_many_reach_a_threshold_as_before() -> None:
    chance = np.random.default_rng(4)
    mean, raw = chance.uniform(40, 95, 5_000), chance.normal(2.0, 0.6, 5_000)
    scores = mean + Correction.fitted(raw, mean).shift(raw, mean)
    for threshold in (50, 60, 70, 80, 90):
        assert abs((scores >= threshold).mean() - (mean >= threshold).mean()) < 0.02
    assert np.corrcoef(scores - mean, raw)[0, 1] > 0.9


def test_beyond_what_was_seen_the_better_stays_the_better() -> None:
    mean = np.linspace(50, 80, 100)
    correction = Correction.fitted(np.zeros(100), mean)
    shifts = correction.shift(np.array([0.2, 0.4, 0.6]), np.array([95.0, 95.0, 95.0]))
    assert np.all(np.diff(shifts) > 0)
