"""Scores with what was learned: bounded, replayed, and no other tenant's."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rematch_match.domain.explaining import explain
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.learned.columns import COLUMNS, Rows
from rematch_match.domain.learned.correction import BOUND, Correction
from rematch_match.domain.learned.model import Learned
from rematch_match.domain.replaying import replay
from rematch_match.domain.scoring import Pairs, Scorer
from rematch_match.domain.terms import Terms
from tests.unit.match.matching import NOW, RARITY, openings, people

EVEN = Correction(learned=(0.0, 100.0), usual=(0.0, 100.0), scale=10.0)


@dataclass(frozen=True)
class Says:
    """A model that says one number of every pair, for one reason."""

    much: float

    def raw(self, rows: Rows) -> NDArray[np.float64]:
        return np.full(len(rows), self.much)

    def shares(self, rows: Rows) -> NDArray[np.float64]:
        return np.where(np.array(COLUMNS) == "home", self.much, 0.0) * np.ones((len(rows), 1))


def scorer(**models: float) -> Scorer:
    terms = {name: Terms(profile="learned", learned=Learned(3, EVEN, Says(much))) for name, much in models.items()}
    return Scorer(RARITY, lambda tenant: terms.get(tenant, Terms()), NOW)


ALONE = Scorer(RARITY, lambda _: Terms(), NOW)
pairs_of = st.lists(st.tuples(openings(), people()), min_size=1, max_size=5)
said = st.floats(-3, 3)


@settings(max_examples=60, deadline=None)
@given(pairs_of)
def test_without_a_model_it_is_rematch(pairs: list[tuple[JobFacts, CandidateFacts]]) -> None:
    learned = Scorer(RARITY, lambda _: Terms(profile="learned"), NOW).score(Pairs.of(pairs))
    alone = ALONE.score(Pairs.of(pairs))
    assert learned.value.tolist() == alone.value.tolist()
    for at in range(len(pairs)):
        assert learned.one(at).factors == alone.one(at).factors


@settings(max_examples=60, deadline=None)
@given(pairs_of, said)
def test_within_the_bound_and_nobody_elses(pairs: list[tuple[JobFacts, CandidateFacts]], much: float) -> None:
    learned, alone = scorer(a=much).score(Pairs.of(pairs)), ALONE.score(Pairs.of(pairs))
    moved = learned.value - alone.value
    assert np.abs(moved).max() <= BOUND + 0.1
    others = [at for at, (_, person) in enumerate(pairs) if person.key[0] != "a"]
    assert not moved[others].any()
    assert all(learned.one(at) == alone.one(at) for at in others)


@settings(max_examples=60, deadline=None)
@given(pairs_of, said)
def test_what_rules_a_pair_out_still_does(pairs: list[tuple[JobFacts, CandidateFacts]], much: float) -> None:
    learned = scorer(a=much, b=much, c=much).score(Pairs.of(pairs))
    for at in range(len(pairs)):
        assert learned.value[at] <= ALONE.score(Pairs.of(pairs)).one(at).fixed.cap + 0.05


@settings(max_examples=60, deadline=None)
@given(pairs_of, said)
def test_the_same_score_comes_from_what_was_noted(pairs: list[tuple[JobFacts, CandidateFacts]], much: float) -> None:
    """Without the model."""
    found = scorer(a=much, b=much, c=much).score(Pairs.of(pairs))
    for at in range(len(pairs)):
        assert replay(found.one(at).inputs) == found.value[at]


@pytest.mark.parametrize(("much", "note"), [(0.4, "+4.0 points"), (-0.4, "-4.0 points")])
@settings(max_examples=10, deadline=None)
@given(pair=st.tuples(openings(), people()))
def test_it_is_told_as_a_factor_that_weighs_nothing(
    pair: tuple[JobFacts, CandidateFacts], much: float, note: str
) -> None:
    score = scorer(a=much, b=much, c=much).score(Pairs.of([pair])).one(0)
    factor = score.factors[-1]
    assert (factor.name, factor.weight) == ("learned", 0.0)
    assert factor.score == pytest.approx(50 + 50 * much * 10 / BOUND, abs=0.01)
    assert factor.note == f"{note} by what people here took to, mostly place"
    explained = explain(*pair, score, Terms(profile="learned"), RARITY)
    words = explained.strengths if much > 0 else explained.gaps
    assert words[-1] == f"Moved {'up' if much > 0 else 'down'}: {factor.note}"


def test_a_switch_and_a_setting_are_told_apart_from_none() -> None:
    terms = Terms(version=3, switches=2)
    assert terms.stand > replace(terms, switches=1).stand
    assert terms.stand > replace(terms, version=2).stand
