"""Impact ratios as the law defines them, against ones that were worked out by hand."""

from math import exp, log, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_devstack.fairness.categories import Attributes
from rematch_devstack.fairness.rates import Count, rates, student
from rematch_devstack.fairness.report import report
from rematch_devstack.fairness.sample import Person


def people(hits: int, others: int) -> list[Count]:
    """Each with one score."""
    return [(1, 1)] * hits + [(1, 0)] * others


def test_a_ratio_is_the_rate_by_the_best_ones() -> None:
    male, female = rates({"Male": people(60, 40), "Female": people(42, 58)})
    assert (male.people, male.rate, male.ratio, male.low, male.below) == (100, 0.6, 1.0, None, False)
    assert (female.rate, female.below) == (0.42, True)
    assert female.ratio == pytest.approx(0.7)


def test_its_interval_is_katzs_for_a_sample() -> None:
    """By hand: ln 0.7 ± t sqrt((0.58 / 0.42 + 0.4 / 0.6) / 99), t of 176.5 by Welch's formula."""
    _, female = rates({"Male": people(60, 40), "Female": people(42, 58)})
    wide = 1.97353 * sqrt((0.58 / 0.42 + 0.4 / 0.6) / 99)
    assert (female.low, female.high) == pytest.approx((exp(log(0.7) - wide), exp(log(0.7) + wide)), rel=1e-4)
    assert (round(female.low or 0, 3), round(female.high or 0, 3)) == (0.527, 0.930)


def test_one_person_is_no_measure_of_others() -> None:
    """However many scores they have: they told one thing. Nor are nine."""
    male = people(24, 16)
    for few in ([(20, 4)], [(20, 4), (9, 7)], [(20, 4)] * 9, people(3, 6)):
        found = rates({"Male": male, "Female": few})[1]
        assert found.ratio is not None
        assert (found.low, found.high, found.too_few) == (None, None, True)
    assert not rates({"Male": male, "Female": people(3, 7)})[1].too_few


def test_nor_is_the_best_of_nine_what_others_are_held_against() -> None:
    best, other = rates({"Male": people(7, 2), "Female": people(30, 70)})
    assert (best.ratio, best.too_few, other.low, other.too_few) == (1.0, False, None, True)


def test_where_all_are_alike_nothing_tells_how_others_would_differ() -> None:
    for alike in (people(0, 20), [(4, 1)] * 20):
        found = rates({"Male": people(60, 40), "Female": alike})[1]
        assert (found.low, found.high, found.too_few) == (None, None, False)


@pytest.mark.parametrize(("many", "least", "most"), [(10, 0.91, 0.97), (30, 0.93, 0.97)])
def test_of_100_intervals_95_hold_the_true_ratio(many: int, least: float, most: float) -> None:
    """People who differ, with 1 to 20 scores each. A formula for many people held it in 88 of 100, of ten people."""
    chance, means, held = Random(11), {"Male": 0.6, "Female": 0.3}, 0
    for _ in range(2_000):
        groups = {
            name: [_drawn(chance, mean) for _ in range(100 if name == "Male" else many)] for name, mean in means.items()
        }
        other = next(one for one in rates(groups) if one.low is not None and one.high is not None)
        true = means[other.name] / (sum(means.values()) - means[other.name])
        held += (other.low or 0) <= true <= (other.high or 0)
    assert least <= held / 2_000 <= most


def _drawn(chance: Random, mean: float) -> Count:
    own, scores = chance.betavariate(3 * mean, 3 - 3 * mean), chance.randint(1, 20)
    return scores, sum(chance.random() < own for _ in range(scores))


@pytest.mark.parametrize(("freedom", "told"), [(9, 2.26216), (10, 2.22814), (30, 2.04227), (1_000, 1.96234)])
def test_students_quantile_is_as_the_tables_have_it(freedom: float, told: float) -> None:
    assert student(freedom) == pytest.approx(told, abs=5e-4)


def test_what_scores_of_one_person_have_in_common_widens_it() -> None:
    """Ten of a person that all go one way are one answer, not ten."""
    alone = rates({"Male": people(60, 40), "Female": people(42, 58)})[1]
    tenfold = rates(
        {
            "Male": [(10, 10)] * 60 + [(10, 0)] * 40,
            "Female": [(10, 10)] * 42 + [(10, 0)] * 58,
        }
    )[1]
    assert tenfold.counted == 1_000
    assert (tenfold.ratio, tenfold.low, tenfold.high) == pytest.approx((alone.ratio, alone.low, alone.high))


def test_under_two_percent_a_category_is_told_and_has_no_ratio() -> None:
    """Nor is it the best: one person with a match would else make everybody else look bad."""
    found = {one.name: one for one in rates({"White": people(25, 75), "Asian": people(30, 69), "Other": people(1, 0)})}
    other = found["Other"]
    assert (other.left_out, other.people, other.rate, other.ratio) == (True, 1, 1.0, None)
    assert found["Asian"].ratio == 1.0
    assert found["White"].ratio == pytest.approx(0.25 / (30 / 99))


def test_exactly_two_percent_stays_in() -> None:
    assert [one.left_out for one in rates({"White": people(49, 49), "Asian": people(1, 1)})] == [False, False]


def test_where_nobody_has_any_there_is_no_ratio() -> None:
    assert [one.ratio for one in rates({"Male": people(0, 5), "Female": people(0, 5)})] == [None, None]
    male, female = rates({"Male": people(1, 4), "Female": people(0, 5)})
    assert (female.ratio, female.low, female.below) == (0.0, None, True)
    assert male.ratio == 1.0
    assert rates({}) == []


COUNTS = st.lists(
    st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=1, max_size=30
)


@given(st.dictionaries(st.sampled_from("abcdef"), COUNTS, min_size=1))
def test_whatever_comes_the_best_has_1_and_intervals_hold_their_ratio(groups: dict[str, list[Count]]) -> None:
    found = rates(groups)
    told = [one for one in found if one.ratio is not None]
    if told:
        assert max(one.ratio or 0 for one in told) == 1.0
    for one in told:
        assert 0 <= (one.ratio or 0) <= 1
        assert one.low is None or one.high is None or one.low <= (one.ratio or 0) * (1 + 1e-9) <= one.high * (1 + 2e-9)


def person(sex: str | None, race: str | None, *scores: float) -> Person:
    return Person(scores, attributes=Attributes(sex, race))


def test_scores_count_above_the_median_of_all_the_unknown_among_them() -> None:
    """Ten scores, of 50 to 95 by fives: the median is 72.5, whoever's they are."""
    sample = [
        person("male", "white", 95, 90, 85),
        person("male", "asian", 60),
        person("female", "white", 80, 55),
        person("female", "asian", 75, 50, 65),
        person(None, None, 70),
        person("female", None),
    ]
    found = report(sample)
    assert (found["people"], found["scores"], found["median"]) == (6, 10, 72.5)
    sex, race, both = found["scoring"]
    assert [(one["name"], one["people"], one["counted"], one["rate"]) for one in sex["groups"]] == [
        ("Female", 2, 5, 0.4),
        ("Male", 2, 4, 0.75),
    ]
    assert [one["ratio"] for one in sex["groups"]] == [0.5333, 1.0]
    assert (sex["unknown"], race["unknown"], both["unknown"]) == (1, 1, 1)
    assert [(one["name"], one["ratio"]) for one in both["groups"]] == [
        ("Female, White", 0.5),
        ("Male, White", 1.0),
        ("Female, Asian", 0.3333),
        ("Male, Asian", 0.0),
    ]
    (selected, *_) = found["selection"]
    assert [(one["name"], one["people"], one["rate"]) for one in selected["groups"]] == [
        ("Female", 3, 0.6667),
        ("Male", 2, 1.0),
    ]


def test_a_score_at_the_median_is_not_above_it() -> None:
    found = report([person("male", None, 70), person("female", None, 70), person("male", None, 80)])
    assert found["median"] == 70
    assert [(one["name"], one["rate"]) for one in found["scoring"][0]["groups"]] == [("Female", 0.0), ("Male", 0.5)]


def test_who_is_matched_by_hand_and_was_told_of_nothing_was_passed_over_by_nobody() -> None:
    by_hand = Person((), matched=False, attributes=Attributes("female", None))
    found = report([by_hand, person("female", None, 80), person("male", None, 90)])
    assert [(one["name"], one["people"]) for one in found["selection"][0]["groups"]] == [("Female", 1), ("Male", 1)]


def test_of_nobody_there_is_nothing_to_tell() -> None:
    found = report([])
    assert (found["median"], found["scores"]) == (None, 0)
    assert all(table["groups"] == [] for kind in ("scoring", "selection") for table in found[kind])
