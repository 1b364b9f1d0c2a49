"""What reactions are worth."""

from itertools import pairwise, permutations

import pytest

from rematch_common.contracts.feedback import Action
from rematch_match.domain.quality.grading import WELL, grade


def test_each_step_towards_a_job_is_worth_more_than_the_one_before() -> None:
    steps: list[set[Action]] = [{"viewed"}, {"saved"}, {"applied"}, {"interviewed"}, {"offered"}, {"hired"}]
    assert all(grade(one) < grade(other) for one, other in pairwise(steps))
    assert grade({"viewed"}) < WELL <= grade({"saved"}) == grade({"shortlisted"}) == grade({"thumbs_up"})


@pytest.mark.parametrize("actions", [set(), {"rejected"}, {"thumbs_down"}, {"rated"}])
def test_some_are_worth_nothing(actions: set[Action]) -> None:
    assert grade(actions) == 0


@pytest.mark.parametrize("no", ["rejected", "thumbs_down"])
def test_a_no_takes_back_what_was_liked_and_not_what_was_done(no: Action) -> None:
    liked: tuple[Action, ...] = ("viewed", "saved", "thumbs_up", no)
    done: tuple[Action, ...] = ("viewed", "applied", no)
    assert {grade(order) for order in permutations(liked)} == {0}
    assert {grade(order) for order in permutations(done)} == {grade({"applied"})}
