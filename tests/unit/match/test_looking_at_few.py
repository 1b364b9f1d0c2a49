"""What is left out to save time changes nothing that is told."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rematch_common.contracts import grade_of
from rematch_match.domain.ageing import Fixed, days_to_another_grade, values
from rematch_match.domain.factors.recency import STEPS
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.scoring import Pairs, could_meet
from rematch_match.domain.terms import Terms
from tests.fakes.samples import job, person
from tests.unit.match.matching import openings, people, scorer

parts = st.floats(0.01, 1)


@given(openings(), st.lists(people(), min_size=1, max_size=8))
@settings(deadline=None, max_examples=60)
def test_whoever_is_left_out_has_none_of_the_skills_asked_for(opening: JobFacts, crowd: list[CandidateFacts]) -> None:
    able = {id(one) for one in could_meet(opening, crowd)}
    seen = scorer().score(Pairs.of([(opening, one) for one in crowd])).some(range(len(crowd)))
    for one, found in zip(crowd, seen, strict=True):
        assert id(one) in able or not found.meets
        assert found.meets == found.whole.meets


def test_who_has_something_else_is_left_out_and_who_may_have_misspelt_it_is_not() -> None:
    opening = job(required=frozenset({"postgresql"}))
    crowd = [person(skills=frozenset({skill})) for skill in ("postgresql", "kubernetes", "postgresqll")]
    assert could_meet(opening, crowd) == [crowd[0], crowd[2]]


def test_an_opening_that_asks_for_no_skill_leaves_nobody_out() -> None:
    opening = job(required=frozenset(), preferred=frozenset())
    crowd = [person(skills=skills) for skills in (frozenset({"kubernetes"}), frozenset[str]())]
    assert could_meet(opening, crowd) == crowd
    for seen in scorer(Terms()).score(Pairs.of([(opening, one) for one in crowd])).some([0, 1]):
        assert (seen.meets, seen.whole.meets) == (True, True)


@given(parts, parts, parts, st.floats(1, 100), st.floats(-2, 60))
@settings(max_examples=300)
def test_the_day_of_another_grade_is_the_first_on_which_the_score_has_one(
    mean: float, weight: float, recency: float, cap: float, age: float
) -> None:
    fixed = Fixed(100 * mean * weight, weight, recency, cap)

    def grade(day: float) -> str:
        given = (np.array([part]) for part in (fixed.total, fixed.weight, fixed.recency, fixed.cap, day))
        return grade_of(float(values(*given)[0]))

    later = [step for step in STEPS if step > age and grade(step) != grade(age)]
    assert days_to_another_grade(fixed, age) == (later[0] - age if later else None)
