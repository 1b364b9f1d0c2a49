"""A score rests on what is known, says what it rests on, and never rewards what is unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.scoring import could_reach, explain, score
from tests.fakes.samples import job, person, vector

SKILLS = ["python", "sql", "go", "kafka", "rust"]
sets = st.frozensets(st.sampled_from(SKILLS))


@st.composite
def openings(draw: st.DrawFn) -> JobFacts:
    required = draw(sets)
    turned = vector(draw(st.floats(-1, 1)), 1, model=draw(st.sampled_from(["m-1", "m-2"])))
    return job(required=required, preferred=draw(sets) - required, vector=turned)


@st.composite
def people(draw: st.DrawFn) -> CandidateFacts:
    return person(skills=draw(sets), vector=vector(draw(st.floats(-1, 1)), 1))


def both(*skills: str) -> frozenset[str]:
    return frozenset(skills)


@pytest.mark.parametrize(
    ("has", "value", "matched", "missing"),
    [
        (both("python", "sql", "go"), 100.0, ("go", "python", "sql"), ()),
        (both("python", "sql"), 88.3, ("python", "sql"), ()),
        (both("python"), 59.2, ("python",), ("sql",)),
        (both("go"), 41.7, ("go",), ("python", "sql")),
        (both("welding"), 30.0, (), ("python", "sql")),
    ],
)
def test_skills_asked_for_count_more_than_those_that_would_be_nice(
    has: frozenset[str], value: float, matched: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    found = score(job(), person(skills=has))
    assert (found.value, found.matched, found.missing) == (value, matched, missing)
    assert found.coverage == 1.0


def test_somebody_without_skills_is_unknown_and_not_unskilled() -> None:
    found = score(job(), person(skills=frozenset()))
    assert [factor.known for factor in found.factors] == [False, True]
    assert found.coverage == 0.3
    assert found.matched == ()


def test_vectors_of_two_models_are_not_compared() -> None:
    found = score(job(), person(vector=vector(1, 0, 0, model="m-2")))
    assert [factor.known for factor in found.factors] == [True, False]
    assert found.coverage == 0.7
    assert found.value == 83.3


def test_when_nothing_is_known_there_is_no_score() -> None:
    found = score(job(vector=None, required=frozenset(), preferred=frozenset()), person())
    assert (found.value, found.coverage) == (0.0, 0.0)


@pytest.mark.parametrize(("cosine", "value"), [(1.0, 100), (0.65, 100), (0.375, 50), (0.1, 0), (-0.5, 0)])
def test_closeness_in_meaning_counts_between_unrelated_and_alike(cosine: float, value: float) -> None:
    found = score(job(), person(vector=vector(cosine, (1 - cosine**2) ** 0.5, 0)))
    assert found.factors[1].score == pytest.approx(value, abs=0.1)


@given(openings(), people())
def test_a_score_stays_within_its_bounds(opening: JobFacts, somebody: CandidateFacts) -> None:
    found = score(opening, somebody)
    assert 0 <= found.value <= 100
    assert 0 <= found.coverage <= 1
    assert set(found.matched) | set(found.missing) <= opening.skills
    assert not set(found.matched) & set(found.missing)


@given(openings(), people(), st.sampled_from(SKILLS))
def test_one_more_skill_never_lowers_a_score(opening: JobFacts, somebody: CandidateFacts, learnt: str) -> None:
    if somebody.skills:
        more = person(skills=somebody.skills | {learnt}, vector=somebody.vector)
        assert score(opening, more).value >= score(opening, somebody).value


@given(openings(), people(), st.floats(0, 100))
def test_who_is_not_looked_at_could_not_have_matched(opening: JobFacts, somebody: CandidateFacts, least: float) -> None:
    if not could_reach(opening, somebody, least):
        found = score(opening, somebody)
        assert not found.matched or found.value < least + 0.05  # what is told is rounded


def test_an_explanation_names_what_is_there_and_what_is_missing() -> None:
    told = explain(score(job(), person(skills=both("python", "go"))))
    assert told.summary == "Brings 2 of 3 skills asked for: go, python."
    assert told.strengths == ("Has go", "Has python")
    assert told.gaps == ("Asked for, not in the profile: sql",)


def test_an_explanation_of_an_opening_that_asks_for_nothing_counts_nothing() -> None:
    bare = job(required=frozenset(), preferred=frozenset())
    assert explain(score(bare, person())).summary == "Close in meaning."
