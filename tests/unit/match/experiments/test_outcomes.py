"""What a report says, and what it doesn't."""

import pytest

from rematch_match.domain.experiments.arms import Arm, Experiment
from rematch_match.domain.experiments.intervals import wilson
from rematch_match.domain.experiments.outcomes import FEWEST, OUTCOMES, Count, Report, Seen, report
from tests.fakes.samples import NOW

TRIAL = Experiment("blend", (Arm("usual"), Arm("half", weight=0.5)), NOW)


def of(usual: tuple[int, int], half: tuple[int, int], pairs: int = 1) -> Report:
    """In each arm so many applied of so many people, each with so many matches."""

    def seen(applied: int, people: int) -> Seen:
        return Seen(Count(people, people * pairs), {"applied": Count(applied, applied * pairs)})

    return report(TRIAL, {"usual": seen(*usual), "half": seen(*half)})


def reading(found: Report, outcome: str = "applied") -> str:
    (one,) = [one for one in found.differences if one.outcome == outcome]
    return one.reading


@pytest.mark.parametrize(
    ("usual", "half", "says"),
    [
        ((20, 200), (40, 200), "higher"),
        ((40, 200), (20, 200), "lower"),
        ((20, 200), (22, 200), "undecided"),
        ((0, 200), (0, 200), "undecided"),
        ((0, FEWEST - 1), (60, 200), "too few"),
        ((0, 200), (60, FEWEST - 1), "too few"),
    ],
)
def test_a_difference_is_named_only_beside_zero_and_with_enough_people(
    usual: tuple[int, int], half: tuple[int, int], says: str
) -> None:
    assert reading(of(usual, half)) == says


@pytest.mark.parametrize("applied", range(20, 45))
def test_nothing_is_said_of_an_interval_that_holds_zero(applied: int) -> None:
    found = of((25, 250), (applied, 250))
    (one,) = [one for one in found.differences if one.outcome == "applied"]
    assert (one.reading in ("higher", "lower")) == (one.interval.low > 0 or one.interval.high < 0)


def test_people_count_and_not_their_matches() -> None:
    """Fifty matches each make nobody surer of how many people apply."""
    few, many = of((20, 200), (30, 200)), of((20, 200), (30, 200), pairs=50)
    assert (few.shares, few.differences) == (many.shares, many.differences)
    assert many.shares["half", "applied"] == wilson(30, 200)
    assert many.seen["half"].outcomes["applied"].pairs == 1_500


def test_arms_that_nobody_is_in_are_shown_empty_and_noted() -> None:
    found = report(TRIAL, {})
    assert {one.reading for one in found.differences} == {"too few"}
    assert len(found.shares) == 2 * len(OUTCOMES)
    (note,) = found.notes
    assert "fewer than 100 people so far in usual, half" in note


def test_who_names_a_difference_says_how_many_were_looked_at() -> None:
    assert any("7 differences are looked at" in note for note in of((20, 200), (40, 200)).notes)
    assert of((20, 200), (22, 200)).notes == []
