"""How much further down somebody looks, found in what they did."""

import numpy as np
import pytest

from rematch_match.domain.learned.propensity import MOST, USUAL, Propensities, propensities_of
from tests.unit.match.learned.lessons import examples


def clicks(steepness: float, size: int = 40_000, seed: int = 2) -> object:
    """Kinds that are liked more stand further up, as they do."""
    chance = np.random.default_rng(seed)
    told = chance.uniform(50, 90, size)
    position = np.clip(np.round((90 - told) / 3 + chance.normal(0, 4, size)), 1, 20)
    liked = 0.1 + 0.8 * (told - 50) / 40
    reacted = chance.random(size) < liked * position**-steepness
    return examples([0] * size, reacted.astype(int).tolist(), told=told.tolist(), position=position.tolist())


@pytest.mark.parametrize("steepness", [0.0, 0.5, 1.0, 1.5])
def test_the_true_steepness_is_found(steepness: float) -> None:
    found = propensities_of(clicks(steepness))  # type: ignore[arg-type]
    assert found.measured
    assert found.steepness == pytest.approx(steepness, abs=0.12)


def test_of_few_reactions_the_usual_is_taken() -> None:
    assert propensities_of(clicks(0.5, size=100)) == Propensities(USUAL, measured=False)  # type: ignore[arg-type]


def test_weights_are_bounded() -> None:
    weights = Propensities(1.0).weights(np.array([1, 4, 500], dtype=np.int32))
    assert weights.tolist() == [1.0, 4.0, MOST]
