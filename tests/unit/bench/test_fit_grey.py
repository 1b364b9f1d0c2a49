"""The weights of the grey zone: which pairs they are fitted to, the fit, and what it foretells of unseen pairs."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import orjson
import pytest

from bench.fit_grey import SIGNS, cases_of
from bench.grey_pairs import read
from bench.logistic import Array, Settings, families, fit, folds, foretold, loss, probabilities, scores
from rematch_dedup.domain.grey import WEIGHTS
from rematch_dedup.domain.judgement import Thresholds


def cases(count: int = 2_000) -> tuple[Array, Array, Array]:
    """Answers drawn by known weights: a bias, a clue for, a clue against, and one that tells nothing."""
    chance = np.random.default_rng(1)
    drawn = np.column_stack([np.ones(count), chance.random((count, 3))])
    weights = np.array([-0.5, 3.0, -2.0, 0.0])
    answers = (chance.random(count) < probabilities(drawn @ weights)).astype(float)
    return drawn, answers, weights


def test_the_weights_that_made_the_answers_are_found() -> None:
    drawn, answers, weights = cases(20_000)
    assert fit(drawn, answers, Settings(0.1, (0, 0, 0, 0))) == pytest.approx(weights, abs=0.25)


def test_at_the_fitted_weights_nothing_pulls_either_way() -> None:
    drawn, answers, _ = cases()
    found = fit(drawn, answers, Settings(2.0, (0, 0, 0, 0)))
    slope = drawn.T @ (probabilities(drawn @ found) - answers) + 2.0 * found * [0, 1, 1, 1]
    assert np.abs(slope).max() < 0.01


def test_the_bias_alone_is_the_odds_whatever_a_weight_costs() -> None:
    answers = np.array([1.0] * 3 + [0.0])
    (bias,) = fit(np.ones((4, 1)), answers, Settings(100.0, (0,)))
    assert bias == pytest.approx(math.log(3), abs=1e-4)


def test_a_dear_weight_is_small_and_one_of_the_wrong_sign_is_none() -> None:
    drawn, answers, _ = cases()
    cheap, dear = (np.abs(fit(drawn, answers, Settings(ridge, (0, 0, 0, 0)))[1:]).sum() for ridge in (0.1, 100.0))
    assert dear < cheap
    found = fit(drawn, answers, Settings(0.1, (0, -1, 1, 0)))
    assert found[1:3].tolist() == [0.0, 0.0]


def test_openings_that_meet_in_a_pair_are_one_family_and_in_one_fold() -> None:
    groups = [{"a"}, {"a", "b"}, {"c", "d"}, {"b", "e"}, {"d"}, {"f"}]
    family = families(groups)
    assert family == [0, 0, 1, 0, 1, 2]
    fold = folds(family, 2)
    assert len({(one, other) for one, other in zip(family, fold, strict=True)}) == 3
    assert sorted(fold.count(number) for number in (0, 1)) == [3, 3]


def test_nothing_is_foretold_by_its_own_answer() -> None:
    """Each fold's clue means the opposite of the other's: who has seen only the other is always wrong."""
    drawn = np.array([[1.0, 1.0], [1.0, -1.0]] * 20)
    fold = [0] * 20 + [1] * 20
    answers = np.array([1.0, 0.0] * 10 + [0.0, 1.0] * 10)
    told = foretold(drawn, answers, fold, Settings(0.1, (0, 0)))
    assert ((told > 0.5) != (answers > 0.5)).all()


def test_a_coin_loses_what_a_coin_loses() -> None:
    answers = np.array([1.0, 0.0])
    assert loss(answers, np.array([0.5, 0.5])) == pytest.approx(math.log(2))
    assert loss(answers, answers) == pytest.approx(0.0, abs=1e-9)


def test_scores_are_counted_by_kind() -> None:
    answers, told = np.array([1.0, 1.0, 1.0, 0.0, 0.0]), np.array([0.9, 0.75, 0.2, 0.8, 0.1])
    found = scores(answers, told, ["semantic", "agency", "semantic", "sibling", "city"], 0.75)
    assert (found.precision, found.recall) == (2 / 3, 2 / 3)
    assert found.right == {"agency": (1, 1), "semantic": (1, 2)}
    assert found.wrong == {"city": (0, 1), "sibling": (1, 1)}


TASKS = {
    "plan": "You plan the routes of forty lorries across three counties and keep the log of the cold store.",
    "other": "Our depot wants somebody who draws up tours for drivers, from Monday to Friday, starting at seven.",
    "check": "You inspect incoming pallets of dairy products and release them for sale in the whole region.",
}


def _ad(cluster: str, kind: str, text: str, **more: object) -> dict[str, object]:
    ad = {"source": "board", "external_id": f"{cluster}-{kind}", "title": "Nurse, Dialysis", "company": "Savamont"}
    return {**ad, "location": "Leeds", "description": TASKS[text], "cluster": cluster, "kind": kind, **more}


def _written(folder: Path, *ads: dict[str, object]) -> Path:
    path = folder / "ads.jsonl"
    path.write_bytes(b"\n".join(map(orjson.dumps, ads)))
    return path


def test_only_pairs_that_nothing_cheaper_decides_are_weighed(tmp_path: Path) -> None:
    path = _written(
        tmp_path,
        _ad("a", "original", "plan"),
        _ad("a", "exact", "plan", source="jobs"),
        _ad("a", "semantic", "other", source="openings"),
        _ad("b", "city", "plan", location="Bristol", source="openings"),
        _ad("c", "sibling", "check", title="Nurse, Oncology"),
        _ad("d", "original", "check", company="Elsewhere", source="jobs"),
    )
    found = read(path, Thresholds())
    # The board that shows both nurses shows two openings; other boards may word one of them otherwise.
    assert Counter((pair.kind, pair.same) for pair in found) == {("semantic", True): 2, ("sibling", False): 2}
    assert all(list(pair.clues) == list(WEIGHTS) for pair in found)


def test_a_look_alike_names_the_pair_that_is_none(tmp_path: Path) -> None:
    path = _written(
        tmp_path, _ad("a", "sibling", "plan"), _ad("b", "original", "check", source="jobs", title="Nurse, Dialysis")
    )
    (pair,) = read(path, Thresholds())
    assert (pair.kind, pair.same) == ("sibling", False)
    assert pair.openings == {"ads.jsonl:a", "ads.jsonl:b"}


def test_a_pair_is_a_row_in_the_order_of_the_weights(tmp_path: Path) -> None:
    path = _written(tmp_path, _ad("a", "original", "plan"), _ad("a", "semantic", "other", source="jobs"))
    rows, answers = cases_of(read(path, Thresholds()))
    assert rows.shape == (1, len(WEIGHTS))
    assert (rows[0][0], answers.tolist()) == (1.0, [1.0])
    assert len(SIGNS) == len(WEIGHTS)
