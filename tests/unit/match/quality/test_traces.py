"""What counts for which match, window and group."""

from datetime import datetime, timedelta

import pytest

from rematch_common.contracts.feedback import Action
from rematch_match.domain.quality.traces import By, Said, Seen, Trace, days_to_hire, parts, person
from tests.fakes.samples import NOW, job_id

DAY = timedelta(days=1)
SINCE = NOW - 7 * DAY


def seen(number: int, position: int, at: datetime = NOW, profile: str = "a/1", family: str | None = None) -> Seen:
    return Seen(job_id(number), position, at, profile, family)


def said(number: int, action: Action, at: datetime = NOW, *, shown: bool = True, family: str | None = None) -> Said:
    return Said(job_id(number), action, at, at, shown, family)


def test_only_what_was_said_after_a_match_was_shown_counts_for_it() -> None:
    trace = Trace("demo", [seen(1, 1), seen(2, 2)], [said(1, "applied", NOW - DAY), said(2, "applied", NOW + DAY)])
    assert [one.grade for one in person(trace, SINCE).judged] == [0, 3]


def test_the_same_reaction_again_after_the_showing_counts() -> None:
    again = Said(job_id(1), "saved", NOW - DAY, NOW + DAY)
    assert [one.grade for one in person(Trace("demo", [seen(1, 1)], [again]), SINCE).judged] == [2]


def test_what_was_shown_before_the_window_is_neither_shown_nor_missed() -> None:
    trace = Trace("demo", [seen(1, 1, SINCE - DAY)], [said(1, "applied")])
    found = person(trace, SINCE)
    assert (found.judged, found.missed) == ([], [])


def test_what_was_never_shown_was_missed_if_it_is_liked_now() -> None:
    told = [
        said(1, "viewed", shown=False),
        said(1, "applied", shown=False),
        said(2, "rejected", shown=False),
        said(3, "saved", SINCE - DAY, shown=False),
    ]
    assert person(Trace("demo", said=told), SINCE).missed == [3]


def test_days_to_hire_are_of_the_windows_hires_whenever_they_were_shown() -> None:
    trace = Trace(
        "demo",
        [seen(1, 1, NOW - 40 * DAY), seen(2, 1, NOW - 40 * DAY), seen(3, 1, NOW - DAY), seen(4, 1, NOW)],
        [
            said(1, "hired", NOW - DAY / 2),
            said(2, "hired", SINCE - DAY),
            said(3, "offered", NOW),
            said(4, "hired", NOW - DAY),
            said(5, "hired", NOW, shown=False),
        ],
    )
    assert list(days_to_hire(trace, SINCE)) == [39.5]


TRACE = Trace(
    "demo",
    [seen(1, 1, profile="a/1", family="nurse"), seen(2, 2, profile="b/1"), seen(3, 3, profile="a/1", family="cook")],
    [said(1, "saved", family="nurse"), said(9, "applied", shown=False, family="pilot")],
)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("tenant", {"demo": ([1, 2, 3], [3])}),
        ("profile", {"a/1": ([1, 3], [3]), "b/1": ([2], [3])}),
        ("family", {"nurse": ([1], []), "cook": ([3], []), "pilot": ([], [3])}),
    ],
)
def test_a_persons_matches_go_into_their_groups(by: By, expected: dict[str, tuple[list[int], list[int]]]) -> None:
    found = {name: person(part, SINCE) for name, part in parts(TRACE, by).items()}
    assert {name: ([one.position for one in of.judged], of.missed) for name, of in found.items()} == expected
