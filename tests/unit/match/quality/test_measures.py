"""How well one person was served, against values reckoned by hand."""

from dataclasses import replace
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.contracts.feedback import Action
from rematch_match.domain.quality.grading import GRADES, grade
from rematch_match.domain.quality.measures import MEASURES
from rematch_match.domain.quality.traces import Judged, Person


def at(position: int, *actions: Action, employer: str | None = None) -> Judged:
    return Judged(position, frozenset(actions), grade(actions), employer)


def measured(person: Person) -> dict[str, float | None]:
    return {name: measure(person) for name, measure in MEASURES.items()}


# Applied to the second, saved the sixth, looked at the first, no to the third; took to one that was never shown.
ONE = Person(
    [
        at(1, "viewed", employer="a"),
        at(2, "viewed", "applied", employer="b"),
        at(3, "saved", "rejected", employer="a"),
        at(4, employer="c"),
        at(5),
        at(6, "saved", employer="b"),
        at(12, "interviewed", employer="d"),
    ],
    missed=[2],
)


def test_of_a_person_by_hand() -> None:
    # Gains: 1 at 1, 7 at 2, 3 at 6; at best 15 (the one at 12), 7, 3 and 3 (never shown), 1 at the first places.
    reached = 1 / log2(2) + 7 / log2(3) + 3 / log2(7)
    best = 15 / log2(2) + 7 / log2(3) + 3 / log2(4) + 3 / log2(5) + 1 / log2(6)
    assert measured(ONE) == {
        "precision@5": pytest.approx(1 / 5),
        "precision@10": pytest.approx(2 / 6),
        "recall@5": pytest.approx(1 / 4),
        "recall@10": pytest.approx(2 / 4),
        "ndcg@10": pytest.approx(reached / best),
        "mrr": pytest.approx(1 / 2),
        "match_to_apply": pytest.approx(2 / 7),
        "match_to_interview": pytest.approx(1 / 7),
        "employers@10": pytest.approx(3 / 5),
    }


def test_who_took_to_nothing_says_nothing_of_what_was_missed() -> None:
    found = measured(Person([at(1), at(2, "rejected")]))
    assert {name for name, value in found.items() if value is None} == {
        *("recall@5", "recall@10", "ndcg@10", "mrr", "employers@10")
    }
    assert (found["precision@5"], found["match_to_apply"]) == (0, 0)


def test_who_took_to_what_was_never_shown_was_served_badly() -> None:
    found = measured(Person([at(1)], missed=[3]))
    assert [found[name] for name in ("recall@10", "ndcg@10", "mrr")] == [0, 0, 0]
    assert measured(Person(missed=[3]))["precision@10"] is None


def test_places_of_several_lists_are_taken_as_they_were() -> None:
    """Two lists, each with one match at its first place: both could have stood there, so nothing is wrong with it."""
    found = measured(Person([at(1, "hired"), at(1, "saved")]))
    assert (found["ndcg@10"], found["precision@5"], found["mrr"]) == (1, 1, 1)


def test_only_a_second_page_says_nothing_of_the_first() -> None:
    found = measured(Person([at(51, "applied")]))
    assert (found["precision@10"], found["ndcg@10"], found["recall@10"]) == (None, None, 0)
    assert found["mrr"] == pytest.approx(1 / 51)


ACTIONS = st.sets(st.sampled_from([*GRADES, "rejected", "thumbs_down"]), max_size=3)
EMPLOYERS = st.sampled_from([None, "a", "b"])
JUDGED = st.builds(lambda p, a, e: at(p, *a, employer=e), st.integers(1, 20), ACTIONS, EMPLOYERS)
PEOPLE = st.builds(Person, st.lists(JUDGED, max_size=15), st.lists(st.integers(1, 6), max_size=4))


@given(PEOPLE)
def test_everything_lies_from_0_to_1(person: Person) -> None:
    assert all(value is None or 0 <= value <= 1 + 1e-12 for value in measured(person).values())


@given(PEOPLE)
def test_the_order_in_which_matches_are_told_says_nothing(person: Person) -> None:
    other = replace(person, judged=list(reversed(person.judged)), missed=list(reversed(person.missed)))
    assert measured(other) == pytest.approx(measured(person))


@given(st.lists(st.integers(0, 6), min_size=2, max_size=10))
def test_the_best_first_is_as_good_as_it_gets(grades: list[int]) -> None:
    best = Person([Judged(n, frozenset(), one) for n, one in enumerate(sorted(grades, reverse=True), 1)])
    worst = Person([Judged(n, frozenset(), one) for n, one in enumerate(sorted(grades), 1)])
    high, low = measured(best)["ndcg@10"], measured(worst)["ndcg@10"]
    if any(grades):
        assert high == pytest.approx(1)
        assert low is not None
        assert low < 1 if len(set(grades)) > 1 else low == pytest.approx(1)
