"""What a subscription lets through: everything that is given must hold, and one of a list is enough."""

from typing import Any

import pytest

from rematch_common.contracts import Alert
from rematch_notify.domain.filters import AlertFilter, MatchFilter
from rematch_notify.domain.words import plain, says
from tests.fakes.samples import NOW, found

MATCH = found().model_copy(
    update={
        "score": 83.5,
        "grade": "A",
        "broader": False,
        "matched_skills": ("python", "C++"),
        "missing_skills": ("go",),
        "job": found().job.model_copy(
            update={"location": "Zürich, Switzerland", "workplace": "hybrid", "also_in": ("New York",)}
        ),
    }
)


@pytest.mark.parametrize(
    ("wanted", "lets"),
    [
        ({"min_score": 83.5}, True),
        ({"min_score": 83.6}, False),
        ({"min_grade": "A"}, True),
        ({"min_grade": "B"}, True),
        ({"min_grade": "A+"}, False),
        ({"skills": ["Go", "cobol"]}, True),
        ({"skills": ["c++"]}, True),
        ({"skills": ["c"]}, False),
        ({"locations": ["zurich"]}, True),
        ({"locations": ["York"]}, True),
        ({"locations": ["Switzerland New"]}, False),
        ({"locations": ["Bern"]}, False),
        ({"workplaces": ["remote", "hybrid"]}, True),
        ({"workplaces": ["onsite"]}, False),
        ({"profiles": ["default"]}, True),
        ({"profiles": ["other"]}, False),
        ({"broader": False}, True),
        ({"min_score": 80, "skills": ["python"], "locations": ["Bern"]}, False),
    ],
)
def test_a_match_is_let_through_or_not(wanted: dict[str, Any], lets: bool) -> None:
    assert MatchFilter.model_validate(wanted).lets(MATCH) is lets


def test_what_is_below_the_aim_is_let_through_unless_it_is_not_wanted() -> None:
    below = MATCH.model_copy(update={"broader": True})
    assert MatchFilter(min_score=50).lets(below)
    assert not MatchFilter(min_score=50, broader=False).lets(below)


def test_where_the_place_of_work_is_not_told_it_is_unknown() -> None:
    untold = MATCH.model_copy(update={"job": MATCH.job.model_copy(update={"workplace": None})})
    assert MatchFilter(workplaces=("unknown",)).lets(untold)
    assert not MatchFilter(workplaces=("remote",)).lets(untold)


@pytest.mark.parametrize("wanted", [{}, {"min_score": 0}, {"min_grade": "F"}, {"broader": True}, {"skills": []}])
def test_what_lets_everything_through_is_no_filter(wanted: dict[str, Any]) -> None:
    assert MatchFilter.model_validate(wanted).anything


@pytest.mark.parametrize("wanted", [{"min_score": 1}, {"min_grade": "D"}, {"broader": False}, {"skills": ["go"]}])
def test_what_leaves_something_out_is_a_filter(wanted: dict[str, Any]) -> None:
    assert not MatchFilter.model_validate(wanted).anything


@pytest.mark.parametrize(
    ("wanted", "lets"),
    [
        ({}, True),
        ({"least_severity": "warning"}, True),
        ({"least_severity": "critical"}, False),
        ({"kinds": ["disk_low"]}, True),
        ({"kinds": ["revoked_key"]}, False),
    ],
)
def test_an_alert_is_let_through_or_not(wanted: dict[str, Any], lets: bool) -> None:
    alert = Alert(source="ingest", kind="disk_low", severity="warning", text="Little is left.", first_at=NOW)
    assert AlertFilter.model_validate(wanted).lets(alert) is lets


def test_words_are_compared_whole_and_however_they_are_written() -> None:
    assert plain("  São-Paulo, BR ") == "sao paulo br"
    assert says("Greater New York area", "new  york")
    assert not says("Yorkshire", "York")
    assert not says("anywhere", "  ")
