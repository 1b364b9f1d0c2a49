"""From rows to a model that is kept, by LightGBM."""

import numpy as np
import pytest

from rematch_match.adapters.lightgbm_trees import LightgbmTrees
from rematch_match.domain.learned.card import Card
from rematch_match.domain.learned.columns import COLUMNS
from rematch_match.domain.learned.correction import BOUND
from rematch_match.domain.learned.examples import Examples
from rematch_match.domain.learned.model import Learned
from rematch_match.domain.learned.training import Taught, scores_by, teach
from tests.lightgbm_there import needs_lightgbm
from tests.unit.match.learned.lessons import examples, taught_by

pytestmark = needs_lightgbm
TREES = LightgbmTrees(threads=1, rounds=40)


def learned(taught: Taught, number: int = 1) -> Learned:
    assert taught.card.correction is not None
    return Learned(number, taught.card.correction, TREES.read(taught.text))


@pytest.fixture(scope="module")
def taught() -> Taught:
    return teach(taught_by(), None, TREES)


def test_what_people_like_comes_into_force(taught: Taught) -> None:
    judged = taught.card.judged
    assert judged is not None
    assert taught.passed
    assert judged.difference > 0.1
    assert judged.low > 0


def test_the_same_rows_always_give_the_same_model(taught: Taught) -> None:
    assert teach(taught_by(), None, TREES) == taught


def test_whose_rows_are_gone_are_in_no_new_model(taught: Taught) -> None:
    some = taught_by()
    again = teach(some.some(some.who != 7), None, TREES)
    assert again.card.data.digest != taught.card.data.digest
    assert again.card.data.people == taught.card.data.people - 1


def test_a_model_is_text_and_no_code(taught: Taught) -> None:
    assert taught.text.startswith("tree\n")
    assert f"feature_names={' '.join(COLUMNS)}" in taught.text


def test_the_card_survives_being_written(taught: Taught) -> None:
    again = Card.model_validate_json(taught.card.model_dump_json())
    assert again == taught.card
    assert again.usable


def test_a_model_of_other_columns_is_not_used(taught: Taught) -> None:
    assert not taught.card.model_copy(update={"columns": COLUMNS[1:]}).usable
    assert not taught.card.model_copy(update={"profile_version": 0}).usable


def test_what_says_nothing_is_refused_with_its_reason() -> None:
    some = taught_by(weight=0.0)
    chance = np.random.default_rng(2)
    some.grade[:] = np.where(chance.random(len(some)) < 0.2, 2, 0)
    found = teach(some, None, TREES)
    assert not found.passed
    assert "nDCG@10 on what was held back differs by" in (found.card.refused or "")
    assert found.text, "it is kept, so that it can be looked at"


def test_too_few_people_teach_nothing() -> None:
    found = teach(taught_by(10), None, TREES)
    assert (found.card.refused, found.text) == ("10 people who took to a match to learn from; it takes 20", "")


def test_a_model_must_be_better_than_the_one_in_force(taught: Taught) -> None:
    again = teach(taught_by(), learned(taught, 4), TREES)
    assert again.card.against == 4
    assert not again.passed


def test_what_moved_a_pair_is_said(taught: Taught) -> None:
    model = learned(taught)
    row = {name: np.array([0.0]) for name in (*COLUMNS, "years", "years_min", "years_max", "level_own", "level_asked")}
    assert model.mostly({**row, "home": np.array([6.0])}, up=True) == ["place"]
    assert model.mostly({**row, "home": np.array([0.0])}, up=False) == ["place"]


def liar(some: Examples, reactions: int) -> Examples:
    """Somebody who says yes to everything that is far away, again and again."""
    lies = examples(
        [999] * reactions, [3] * reactions, home=[0.0] * reactions, at=np.linspace(0, 2e6, reactions).tolist()
    )
    return Examples.joined([some, lies])


def test_one_liar_hardly_moves_what_many_have_taught(taught: Taught) -> None:
    some = taught_by(seed=8)
    poisoned = teach(liar(taught_by(), 10_000), None, TREES)
    honest, lied_to = scores_by(some, learned(taught)), scores_by(some, learned(poisoned))
    assert np.abs(lied_to - some.scores()).max() <= BOUND + 0.1
    assert np.corrcoef(honest - some.mean, lied_to - some.mean)[0, 1] > 0.9


def test_nothing_to_score_costs_nothing(taught: Taught) -> None:
    assert len(learned(taught).ranker.raw(np.zeros((0, len(COLUMNS)), np.float32))) == 0
