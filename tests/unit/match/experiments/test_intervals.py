"""Intervals against values that others have published, and against what they promise."""

from random import Random

import pytest

from rematch_match.domain.experiments.intervals import Interval, newcombe, wilson


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17:857, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(successes: int, total: int, low: float, high: float) -> None:
    found = wilson(successes, total)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    turned = wilson(total - successes, total)
    assert (1 - turned.high, 1 - turned.low) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17:873, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_newcombe_as_published(one: tuple[int, int], other: tuple[int, int], low: float, high: float) -> None:
    found = newcombe(wilson(*one), wilson(*other))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.value == pytest.approx(one[0] / one[1] - other[0] / other[1])


def test_of_nobody_nothing_is_known() -> None:
    assert wilson(0, 0) == Interval(0.0, 0.0, 1.0)
    assert not newcombe(wilson(0, 0), wilson(30, 30)).beside_zero


def test_where_there_is_no_difference_one_in_twenty_seems_to_be_one() -> None:
    chance = Random(8)

    def applied() -> Interval:
        return wilson(sum(chance.random() < 0.2 for _ in range(150)), 150)

    wrong = sum(newcombe(applied(), applied()).beside_zero for _ in range(1_000))
    assert 20 <= wrong <= 80
