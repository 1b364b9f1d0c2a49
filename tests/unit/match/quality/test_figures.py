"""What is said of many people, and what isn't."""

import pytest

from rematch_match.domain.experiments.intervals import wilson
from rematch_match.domain.quality.figures import FEWEST, Tally, middle
from rematch_match.domain.quality.traces import Judged, Person

GOOD = Person([Judged(1, frozenset({"applied"}), 3, "a"), Judged(2, frozenset(), 0, "a")])
BAD = Person([Judged(1, frozenset({"rejected"}), 0, "a")])


def tally(good: int, bad: int) -> Tally:
    found = Tally()
    for person, times in ((GOOD, good), (BAD, bad)):
        for _ in range(times):
            found.add(person, [])
    return found


def test_each_person_counts_once_however_much_they_were_shown() -> None:
    found = tally(10, 30).figures()
    assert (found.people, found.matches) == (40, 50)
    precision = found.measures["precision@5"]
    assert precision.count == 40
    assert precision.interval == wilson(10 * 0.5, 40)
    assert precision.interval.value == 0.125
    # Of whoever took to nothing nobody knows what they would have taken to.
    assert found.measures["mrr"].count == 10
    assert found.measures["mrr"].interval is None


@pytest.mark.parametrize(("people", "is_told"), [(FEWEST - 1, False), (FEWEST, True)])
def test_of_too_few_nothing_is_said(people: int, is_told: bool) -> None:
    figure = tally(people, 0).figures().measures["recall@10"]
    assert (figure.count, figure.interval is not None) == (people, is_told)


def test_the_median_lies_between_ranks_that_hold_it_in_19_of_20_cases() -> None:
    found = middle([float(day) for day in range(1, 101)])
    assert found.count == 100
    assert found.interval is not None
    # Wilson's interval of 50 in 100 is 0.4038 to 0.5962: the 41st and the 60th.
    assert (found.interval.value, found.interval.low, found.interval.high) == (50.5, 41.0, 60.0)


def test_of_few_hires_there_is_no_median() -> None:
    assert middle([1.0] * (FEWEST - 1)).interval is None
    one = middle([7.0] * FEWEST).interval
    assert one is not None
    assert (one.value, one.low, one.high) == (7.0, 7.0, 7.0)


def test_of_nobody_everything_is_too_few() -> None:
    found = Tally().figures()
    assert (found.people, found.matches, found.days_to_hire.interval) == (0, 0, None)
    assert all(figure.count == 0 and figure.interval is None for figure in found.measures.values())
