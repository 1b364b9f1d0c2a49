"""What time alone makes of a score."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.contracts import grade_of
from rematch_match.domain.ageing import Fixed, aged, days_to_another_grade
from tests.fakes.samples import NOW

parts = st.builds(
    Fixed,
    total=st.floats(0, 90),
    weight=st.just(0.9),
    recency=st.sampled_from([0.0, 0.02, 0.1, 0.5]),
    cap=st.floats(0, 100),
)


@given(parts, st.floats(0, 60))
def test_the_grade_stays_until_that_day_and_is_another_on_it(fixed: Fixed, age: float) -> None:
    days = days_to_another_grade(fixed, age)
    posted = NOW - timedelta(days=age)

    def grade(later: float) -> str:
        return grade_of(aged(fixed, posted, NOW + timedelta(days=later)))

    if days is None:
        assert {grade(later) for later in (0.0, 1.0, 5.0, 12.0, 30.0, 300.0)} == {grade(0.0)}
    else:
        assert days > 0
        assert grade(days + 0.001) != grade(0.0)
        assert {grade(days * share) for share in (0.0, 0.3, 0.7, 0.99)} == {grade(0.0)}


@pytest.mark.parametrize(("fixed", "age"), [(Fixed(70, 1.0, 0.0), 2.0), (Fixed(70, 1.0, 0.5), None)])
def test_without_recency_or_a_day_nothing_ages(fixed: Fixed, age: float | None) -> None:
    assert days_to_another_grade(fixed, age) is None
