"""How a verdict counts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_match.domain.ageing import aged, value_at
from rematch_match.domain.asks import Asks
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.replaying import replay
from rematch_match.domain.score import Score
from rematch_match.domain.scoring import Scorer, score
from rematch_match.domain.terms import Terms, VerdictTerms
from rematch_match.domain.verdicts.blending import Blend, blend_for, with_verdict
from rematch_match.domain.verdicts.question import by_factors
from tests.fakes.samples import job, person
from tests.unit.match.matching import NOW, openings, people

PROFILES = ("rematch", "five_factor", "layered")
marks = st.floats(0, 100)
weights = st.floats(0.01, 0.99)
blends = st.builds(Blend, weights, st.sampled_from([0.0, 0.05, 5.0, 20.0]))


def seen(opening: JobFacts, somebody: CandidateFacts, profile: str) -> Score:
    return score(opening, somebody, Scorer(Rarity(), lambda _: Terms(profile=profile), NOW))


@given(openings(), people(), st.sampled_from(PROFILES), marks, blends)
def test_beside_other_factors_it_raises_nothing_above_the_ceiling(
    opening: JobFacts, somebody: CandidateFacts, profile: str, said: float, how: Blend
) -> None:
    before, weight, ceiling = seen(opening, somebody, profile), how.weight, how.ceiling
    after = with_verdict(before, said, how)
    assert 0 <= after.value <= min(100, before.value + ceiling + 1e-9)
    expected = min(weight * before.value + (1 - weight) * said, before.value + ceiling)
    assert after.value <= expected + 0.051 or before.apart is not None
    if expected <= before.value and before.apart is None:
        assert after.value == pytest.approx(expected, abs=0.051)


@given(openings(), people(), st.sampled_from((*PROFILES, "hybrid")), st.tuples(marks, marks), blends)
def test_who_is_judged_better_stands_no_lower(
    opening: JobFacts, somebody: CandidateFacts, profile: str, two: tuple[float, float], how: Blend
) -> None:
    before = seen(opening, somebody, profile)
    low, high = (with_verdict(before, said, how).value for said in sorted(two))
    assert low <= high


@given(openings(), people(), st.sampled_from((*PROFILES, "hybrid")), st.tuples(marks, st.integers(0, 60)), blends)
def test_it_ages_and_is_replayed_as_any_other(
    opening: JobFacts, somebody: CandidateFacts, profile: str, told: tuple[float, int], how: Blend
) -> None:
    before, (said, days) = seen(opening, somebody, profile), told
    after = with_verdict(before, said, how)
    assert value_at(after.fixed, after.age) == after.value
    assert aged(after.fixed, opening.asks.posted_at, NOW) == after.value
    assert replay(after.inputs) == after.value
    later = NOW + timedelta(days=days)
    then, without = (aged(one.fixed, opening.asks.posted_at, later) for one in (after, before))
    assert then <= after.value + 1e-9
    assert profile == "hybrid" or then <= without + how.ceiling + 0.11


@given(openings(), people(), marks, weights)
def test_under_hybrid_it_takes_the_place_of_the_judgement(
    opening: JobFacts, somebody: CandidateFacts, said: float, weight: float
) -> None:
    before = seen(opening, somebody, "hybrid")
    after = with_verdict(before, said, Blend(weight))
    known = {factor.name: factor.score for factor in before.factors if factor.known}
    mean = weight * known["semantic"] + (1 - weight) * said if "semantic" in known else said
    assert after.value == pytest.approx(mean * before.fixed.cap / 100, abs=0.051)
    assert {factor.name: factor.score for factor in after.factors}["judgement"] == said


@given(openings(), people())
def test_under_hybrid_the_factors_own_word_changes_nothing(opening: JobFacts, somebody: CandidateFacts) -> None:
    before = seen(opening, somebody, "hybrid")
    if next(factor.known for factor in before.factors if factor.name == "judgement"):
        after = with_verdict(before, by_factors(before), Blend(0.42))
        assert after.value == pytest.approx(before.value, abs=0.11)


def test_two_that_are_kept_apart_stay_so() -> None:
    opening = job(asks=Asks(roles=("Nurse",), title="Nurse", title_core="nurse", occupation="registered-nurse"))
    before = score(
        opening, person(), Scorer(Rarity(), lambda _: Terms(profile="layered", platforms=frozenset({"x"})), NOW)
    )
    assert before.apart
    assert with_verdict(before, 100, Blend(0.1, 100)) == before


def test_what_it_costs_is_told() -> None:
    before = seen(job(), person(), "rematch")
    after = with_verdict(before, 0, Blend(0.5))
    assert after.value == pytest.approx(before.value / 2, abs=0.1)
    assert dict(after.gates)["verdict"] == pytest.approx(0.5, abs=0.01)
    assert dict(with_verdict(before, 100, Blend(0.5)).gates) == dict(before.gates)


def test_a_ceiling_that_somebody_configured_lets_it_rise_but_not_above_a_gate() -> None:
    before = seen(job(), person(skills=frozenset({"python"})), "rematch")
    assert with_verdict(before, 100, Blend(0.1, 7.0)).value == pytest.approx(before.value + 7, abs=0.1)
    assert with_verdict(before, 100, Blend(0.0, 100.0)).value <= before.fixed.cap + 0.1


@pytest.mark.parametrize(
    ("asks", "required", "weight"),
    [
        (Asks(), {"python", "sql"}, 0.42),
        (Asks(industry="Legal services"), {"python"}, 0.2),
        (Asks(categories=("healthcare",)), {"python"}, 0.2),
        (Asks(), {"patient-care", "wound-care", "python"}, 0.2),
        (Asks(industry="Lawn mowers"), {"python"}, 0.42),
    ],
)
def test_in_a_niche_the_verdict_weighs_more(asks: Asks, required: set[str], weight: float) -> None:
    opening = job(asks=asks, required=frozenset(required), preferred=frozenset())
    assert blend_for(opening, Terms(verdicts=VerdictTerms(on=True))) == Blend(weight, 0.0)


def test_what_somebody_chose_goes_before_the_line_of_work() -> None:
    opening = job(asks=Asks(industry="Legal"))
    assert blend_for(opening, Terms(verdicts=VerdictTerms(on=True, weight=0.6, ceiling=5))) == Blend(0.6, 5)
    own = Terms(profile="hybrid", weights={"semantic": 0.3, "judgement": 0.9}, verdicts=VerdictTerms(on=True))
    assert blend_for(opening, own).weight == pytest.approx(0.25)
