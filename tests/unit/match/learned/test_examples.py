"""What is learned from: told pairs as numbers, bounded by person, and their hash."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.learned.columns import ABOUT, COLUMNS, rows_of
from rematch_match.domain.learned.examples import Lesson, examples_of
from rematch_match.domain.learned.propensity import Propensities
from rematch_match.domain.learned.weighing import HEAVIEST, weights_of
from rematch_match.domain.profiles import PROFILES
from rematch_match.domain.scoring import Pairs
from rematch_match.domain.sheets import weights_of as weights_in
from rematch_match.domain.terms import Terms
from tests.unit.match.learned.lessons import examples, taught_by
from tests.unit.match.matching import openings, people, scorer

WEIGHTS = weights_in(PROFILES["rematch"], {})
TELLING = {"tenant", "company", "employer", "name", "sex", "gender", "age", "race", "years", "pay_wished", "level_own"}


def lesson(inputs: Mapping[str, Any], job: int = 1) -> Lesson:
    return Lesson(UUID(int=1), UUID(int=job), 1, 0.0, inputs, 70.0)


def test_no_column_says_who_somebody_is() -> None:
    assert not TELLING & set(COLUMNS)
    assert set(ABOUT.values()) <= {
        *("skills", "licences", "languages", "title", "meaning", "place", "pay", "contract", "industry", "years"),
        "level",
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(openings(), people()), min_size=1, max_size=4))
def test_what_was_noted_is_what_was_seen(pairs: list[tuple[JobFacts, CandidateFacts]]) -> None:
    """Trained on, and scored by, are the same numbers."""
    scores = scorer(Terms()).score(Pairs.of(pairs))
    seen = rows_of(scores.features)
    inputs = [scores.one(at).inputs for at in range(len(pairs))]
    noted = examples_of([lesson(one, job=at + 1) for at, one in enumerate(inputs)], WEIGHTS)
    np.testing.assert_array_equal(noted.rows, seen)
    np.testing.assert_allclose(noted.scores(), scores.value, atol=0.051)


def test_what_an_older_release_has_not_noted_is_not_known() -> None:
    inputs = {"features": {"cosine": 0.5}, "asked": [], "skills_known": False}
    noted = examples_of([lesson(inputs)], WEIGHTS)
    row = dict(zip(COLUMNS, noted.rows[0].tolist(), strict=True))
    assert row["cosine"] == 0.5
    assert np.isnan(row["home"])


def test_of_one_person_the_newest_matches_are_learned_from() -> None:
    some = examples([0, 0, 0, 1], [0, 0, 0, 0], at=[3, 1, 2, 9])
    assert some.bounded(2).at.tolist() == [3, 2, 9]


def test_nobody_weighs_more_than_so_much() -> None:
    """Ten thousand reactions from far down are no more than a few hundred looks."""
    some = examples([0] * 10_000 + [1] * 10, [3] * 10_010, position=[20] * 10_010)
    weights = weights_of(some, Propensities())
    assert weights[:10_000].sum() == pytest.approx(HEAVIEST)
    assert weights[10_000:].sum() == pytest.approx(100)


def test_the_hash_is_of_the_data_in_whatever_order() -> None:
    some = taught_by(5)
    order = np.random.default_rng(1).permutation(len(some))
    assert some.some(order).digest() == some.digest()


def test_who_is_erased_is_not_in_the_hash() -> None:
    some = taught_by(5)
    assert some.some(some.who != 3).digest() != some.digest()


@pytest.mark.parametrize("part", ["grade", "position", "mean"])
def test_another_reaction_is_another_hash(part: str) -> None:
    some = taught_by(3)
    changed = getattr(some, part).copy()
    changed[7] += 1
    assert replace(some, **{part: changed}).digest() != some.digest()
