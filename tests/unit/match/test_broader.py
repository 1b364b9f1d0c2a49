"""Broader matches: who is told of what lies below what is aimed at, and what is said to whoever asks why not."""

from dataclasses import asdict

import pytest

from rematch_match.domain.listing import Head
from rematch_match.domain.score import Score
from rematch_match.domain.terms import Terms, terms_of
from rematch_match.domain.why import Standing, why_not
from tests.fakes.samples import job, person

HYBRID = Terms(profile="hybrid")


def standing(value: float, kept: tuple[int, float], terms: Terms = HYBRID) -> Standing:
    waits = Head((person().key, job().job_id), 0, "displaced", value)
    return Standing(person(), job(), terms, Score(value, 1.0, (), 1, ("python",), ()), pair=waits, kept=kept)


def test_nothing_below_what_the_window_is_relaxed_to_is_a_match() -> None:
    assert (HYBRID.least, Terms().least) == (55, 50)
    assert Terms(profile="hybrid", least=62).least == 62
    assert terms_of(None, HYBRID) == HYBRID


def test_what_is_aimed_at_has_no_upper_end_and_no_number_that_nobody_reads() -> None:
    assert asdict(HYBRID.window) == {"low": 70, "relaxed_by": 15, "few": 3}


@pytest.mark.parametrize(("value", "broader"), [(54.9, True), (69.9, True), (70.0, False), (85.1, False)])
def test_below_what_is_aimed_at_a_match_is_a_broader_one(value: float, broader: bool) -> None:
    assert HYBRID.is_broader(value) is broader
    assert not Terms().is_broader(value), "only a profile that aims at something has broader ones"


def test_who_waits_for_want_of_room_among_the_few_is_told_so() -> None:
    why = why_not(standing(62, (3, 71.0)))
    assert (why.kind, why.slug) == ("displaced", "broader")
    assert "70 is aimed at" in why.text
    assert "this one has 3" in why.text
    assert why_not(standing(62, (2, 71.0))).slug != "broader"
    assert why_not(standing(72, (3, 75.0))).slug != "broader"
    assert why_not(standing(62, (50, 71.0))).slug == "displaced", "a full list is the nearer reason"
