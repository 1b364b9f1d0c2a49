"""Which features stand in for a protected attribute: planted ones are found, and chance is not taken for one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_devstack.fairness.auc import area, midranks
from rematch_devstack.fairness.categories import Attributes
from rematch_devstack.fairness.predicting import predicted
from rematch_devstack.fairness.proxies import FEWEST, TOGETHER, Finding, proxies
from rematch_devstack.fairness.sample import GROUPINGS, Person

Z = 1.96
SEX = GROUPINGS[:1]


def test_an_area_by_hand() -> None:
    """Of six pairs ours is above in five, or in four, and level in one."""
    found = area(np.array([3.0, 2.0, 1.0, 2.0, 0.0]), np.array([True, True, False, False, False]), Z)
    assert found.area == pytest.approx(5.5 / 6)
    found = area(np.array([3.0, 1.0, 1.0, 2.0, 0.0]), np.array([True, True, False, False, False]), Z)
    assert found.area == pytest.approx(4.5 / 6)


def test_delongs_error_by_hand() -> None:
    """Ours 3 and 1, others 1, 2 and 0. Of ours: (3/3, 1.5/3); of others: (1.5/2, 1/2, 2/2). Their variances are 0.125
    and 0.0625."""
    found = area(np.array([3.0, 1.0, 1.0, 2.0, 0.0]), np.array([True, True, False, False, False]), 1.0)
    assert found.area - found.low == pytest.approx((0.125 / 2 + 0.0625 / 3) ** 0.5)


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=4, max_size=60))
def test_the_area_is_the_share_of_pairs_and_turned_round_what_is_left(pairs: list[tuple[int, bool]]) -> None:
    values, positive = np.array([float(v) for v, _ in pairs]), np.array([p for _, p in pairs])
    if min(positive.sum(), (~positive).sum()) < 2:
        return
    ours, others = values[positive], values[~positive]
    share = np.mean([(a > b) + 0.5 * (a == b) for a in ours for b in others])
    found, turned = area(values, positive, Z), area(-values, positive, Z)
    assert found.area == pytest.approx(share)
    assert turned.area == pytest.approx(1 - share)
    assert turned.at_least == pytest.approx(found.at_least)
    assert midranks(values).sum() == pytest.approx(len(values) * (len(values) + 1) / 2)


def sample(count: int = 600, seed: int = 1) -> list[Person]:
    """Two of three tell their sex by half: `height` leans by it, `noise` and a dozen more do not."""
    lot = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        sex = "female" if lot.random() < 0.5 else "male"
        features = {f"noise {number}": float(lot.normal()) for number in range(12)}
        features["height"] = float(lot.normal(1.2 if sex == "male" else 0.0))
        features["same"] = 1.0
        found.append(Person((70.0,), features=features, attributes=Attributes(sex, None)))
    return found


def by_feature(found: list[Finding]) -> dict[str, Finding]:
    return {one.feature: one for one in found}


def test_a_planted_proxy_is_found_and_nothing_else() -> None:
    found = by_feature(proxies(sample(), SEX)["sex"])
    assert {name for name, one in found.items() if one.proxy} == {"height", TOGETHER}
    assert found["height"].area.area == pytest.approx(0.2, abs=0.05), "women have less of it"
    assert "same" not in found, "what is the same for everybody tells nothing"
    assert {one.category for one in found.values()} == {"Female"}, "of two, the one tells the other"


@pytest.mark.parametrize("seed", range(5))
def test_independent_data_has_no_proxy(seed: int) -> None:
    people = [Person(one.scores, features=_without(one), attributes=one.attributes) for one in sample(seed=seed)]
    assert [one.feature for one in proxies(people, SEX)["sex"] if one.proxy] == []


def _without(one: Person) -> dict[str, float]:
    return {name: value for name, value in one.features.items() if name != "height"}


def test_what_no_feature_tells_by_itself_all_may_tell_together() -> None:
    """Two that differ by the attribute alone: each is nearly noise."""
    lot, people = np.random.default_rng(7), []
    for _ in range(800):
        sex, shared = ("female" if lot.random() < 0.5 else "male"), float(lot.normal(scale=5))
        told = {"a": shared, "b": shared + (1.0 if sex == "male" else -1.0)}
        people.append(Person((70.0,), features=told, attributes=Attributes(sex, None)))
    found = by_feature(proxies(people, SEX)["sex"])
    assert {name: one.proxy for name, one in found.items()} == {"a": False, "b": False, TOGETHER: True}
    assert found[TOGETHER].area.area > 0.99


def test_whom_it_judges_it_has_not_seen() -> None:
    """As many features as people, all noise: who learned them by heart would be right every time."""
    lot = np.random.default_rng(3)
    table, positive = lot.normal(size=(120, 100)), np.arange(120) % 2 == 0
    assert abs(area(predicted(table, positive), positive, Z).area - 0.5) < 0.2


def test_that_something_is_not_known_may_tell_it_too() -> None:
    lot, people = np.random.default_rng(5), []
    for number in range(300):
        sex = "female" if number % 2 else "male"
        told = {"a": float(lot.normal()), **({"pay": float(lot.normal())} if sex == "male" or number % 20 == 1 else {})}
        people.append(Person((70.0,), features=told, attributes=Attributes(sex, None)))
    found = by_feature(proxies(people, SEX)["sex"])
    assert found[TOGETHER].proxy
    assert "pay" not in found, "too few of the one side have it"


@pytest.mark.parametrize(("few", "tested"), [(FEWEST - 1, False), (FEWEST, True)])
def test_of_too_few_nothing_is_said(few: int, tested: bool) -> None:
    lot = np.random.default_rng(2)
    people = [
        Person((70.0,), features={"a": float(lot.normal())}, attributes=Attributes(sex, None))
        for sex in ["female"] * few + ["male"] * 200
    ]
    assert bool(proxies(people, SEX)["sex"]) is tested
    assert proxies([], GROUPINGS[:2]) == {"sex": [], "race_ethnicity": []}


def test_of_three_categories_each_is_held_against_the_others() -> None:
    lot, people = np.random.default_rng(4), []
    for number in range(450):
        race = ("white", "asian", "hispanic_or_latino")[number % 3]
        told = {"a": float(lot.normal(3.0 if race == "asian" else 0.0))}
        people.append(Person((70.0,), features=told, attributes=Attributes(None, race)))
    found = proxies(people, GROUPINGS[1:2])["race_ethnicity"]
    assert {one.category for one in found} == {"White", "Asian", "Hispanic or Latino"}
    assert (found[0].category, found[0].proxy, found[0].of_category) == ("Asian", True, 150)
