"""Split, judge and refuse."""

from collections.abc import Sequence
from math import log2
from typing import Any

import numpy as np
import pytest

from rematch_match.domain.learned.examples import Examples
from rematch_match.domain.learned.gate import FEWEST, by_person, compare, split
from tests.unit.match.learned.lessons import examples


def ndcg(some: Examples, scores: Sequence[float], worth: Sequence[float] | None = None) -> list[Any]:
    """Of each person; None for who took to nothing."""
    weights = np.ones(len(some)) if worth is None else np.array(worth)
    best, reached = by_person(some, weights, np.array(scores))
    return [pytest.approx(one / whole) if whole else None for one, whole in zip(reached, best, strict=True)]


def test_by_hand() -> None:
    """The first took to the second and, less, to the third; the second person to nothing."""
    some = examples([0, 0, 0, 1, 1], [0, 3, 1, 0, 0], position=[1, 2, 3, 1, 2])
    reached, best = 7 / log2(3) + 1 / log2(4), 7 / log2(2) + 1 / log2(3)
    assert ndcg(some, [9, 8, 7, 1, 2]) == [reached / best, None]


def test_each_week_is_a_list_of_its_own() -> None:
    some = examples([0, 0, 0, 0], [0, 2, 2, 0], at=[0, 0, 1e6, 1e6])
    assert ndcg(some, [2, 1, 4, 3]) == [(1 / log2(3) + 1) / 2]


def test_what_stood_far_down_counts_for_those_who_did_not_look() -> None:
    some = examples([0, 0], [2, 2], position=[1, 9])
    first, last = [2.0, 1.0], [1.0, 2.0]
    assert ndcg(some, first) == ndcg(some, last) == [1]
    assert ndcg(some, last, worth=[1, 9]) == [1]
    assert ndcg(some, first, worth=[1, 9]) == [(1 + 9 / log2(3)) / (9 + 1 / log2(3))]


def test_below_the_tenth_place_nothing_counts() -> None:
    some = examples([0] * 12, [0] * 11 + [3])
    assert ndcg(some, list(range(12, 0, -1))) == [0]


def test_equals_stay_as_they_stood() -> None:
    assert ndcg(examples([0, 0, 0], [0, 0, 3], position=[2, 3, 1]), [0, 0, 0]) == [1]


def test_what_is_weighed_is_what_everybody_would_have_done() -> None:
    """A reaction in ten from the tenth place, where one in ten looks, is as good as ten from the first: on average the
    two ways to order them are the same. Divided list by list they would not be."""
    first, last = examples([0, 0], [3, 0], position=[1, 10]), examples([0, 0], [0, 3], position=[1, 10])
    judged = [
        compare(one, np.array([1.0, 10.0]), np.array([2.0, 1.0]), np.array([1.0, 2.0]), 1) for one in (first, last)
    ]
    assert [one.difference if one else None for one in judged] == pytest.approx([1 / log2(3) - 1, 1 - 1 / log2(3)])
    people = [*range(1, 11), 99]
    many = examples(np.repeat(people, 2).tolist(), [3, 0] * 10 + [0, 3], position=[1, 10] * 11)
    best, kept, turned = by_person(many, np.tile([1.0, 10.0], 11), np.tile([2.0, 1.0], 11), np.tile([1.0, 2.0], 11))
    assert kept.sum() == pytest.approx(turned.sum())
    assert best.sum() > kept.sum()


def test_a_model_is_judged_by_what_came_after_all_it_has_seen() -> None:
    halves = split(examples([0] * 8, [0] * 8, at=[5, 1, 7, 3, 2, 6, 4, 8]))
    assert halves.older.at.max() < halves.cut <= halves.newer.at.min()
    assert (len(halves.older), len(halves.newer)) == (5, 3)


def test_of_one_moment_nothing_can_be_held_back() -> None:
    halves = split(examples([0] * 4, [2] * 4, at=[1] * 4))
    assert len(halves.older) == 0
    assert halves.lacks == f"0 people who took to a match to learn from; it takes {FEWEST}"


def test_of_nothing_nothing_is_learned() -> None:
    assert split(examples([], [])).lacks


def people(count: int, better: int) -> tuple[np.ndarray, np.ndarray, object]:
    """Each took to the second of two; the challenger puts it first for so many."""
    some = examples(np.repeat(np.arange(count), 2).tolist(), [0, 2] * count, position=[1, 2] * count)
    before = np.tile([2.0, 1.0], count)
    after = before.copy()
    after[: 2 * better] = np.tile([1.0, 2.0], better)
    return before, after, some


@pytest.mark.parametrize(("better", "opens"), [(0, False), (2, False), (25, True), (50, True)])
def test_only_what_is_better_for_sure_is(better: int, opens: bool) -> None:
    before, after, some = people(50, better)
    judged = compare(some, np.ones(100), before, after, seed=3)  # type: ignore[arg-type]
    assert judged is not None
    assert (judged.better, judged.people) == (opens, 50)
    assert judged.low <= judged.difference <= judged.high


def test_many_matches_of_one_person_are_one_persons() -> None:
    """One for whom it is better, fifty times, doesn't outweigh five for whom it is worse."""
    who = [0] * 100 + np.repeat(np.arange(1, 6), 2).tolist()
    some = examples(who, [0, 2] * 55, at=[day * 1e6 for day in range(50) for _ in range(2)] + [0] * 10)
    before, after = np.tile([2.0, 1.0], 55), np.tile([2.0, 1.0], 55)
    after[:100], after[100:], before[100:] = np.tile([1.0, 2.0], 50), np.tile([2.0, 1.0], 5), np.tile([1.0, 2.0], 5)
    judged = compare(some, np.ones(110), before, after, seed=3)
    assert judged is not None
    assert judged.people == 6
    assert judged.difference < 0


def test_where_nobody_took_to_anything_nothing_is_said() -> None:
    some = examples([0, 0], [0, 0])
    assert compare(some, np.ones(2), np.ones(2), np.ones(2), seed=1) is None


def test_the_same_seed_says_the_same() -> None:
    before, after, some = people(40, 9)
    one, other = (compare(some, np.ones(80), before, after, seed=5) for _ in range(2))  # type: ignore[arg-type]
    assert one == other
