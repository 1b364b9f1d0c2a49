"""Which arm a person is in: by chance, and always the same one."""

from collections import Counter
from itertools import pairwise
from math import sqrt

import pytest

from rematch_match.domain.experiments.arms import Arm, Experiment, arm_of
from tests.fakes.samples import NOW

CROWD = [(f"t-{number % 7}", f"c-{number}") for number in range(20_000)]


def experiment(name: str, *shares: float) -> Experiment:
    return Experiment(name, tuple(Arm(f"a{at}", share) for at, share in enumerate(shares)), NOW)


def arms(trial: Experiment) -> list[str]:
    return [arm_of(trial, *person).name for person in CROWD]


@pytest.mark.parametrize("shares", [(1, 1), (9, 1), (0.2, 0.3, 0.5), (2, 3, 5)])
def test_arms_have_their_shares_of_people(shares: tuple[float, ...]) -> None:
    counted = Counter(arms(experiment("blend", *shares)))
    for at, share in enumerate(shares):
        wanted = share / sum(shares)
        # Four standard deviations: a fair split is further away once in sixteen thousand names.
        off = 4 * sqrt(wanted * (1 - wanted) / len(CROWD))
        assert counted[f"a{at}"] / len(CROWD) == pytest.approx(wanted, abs=off)


def test_every_tenants_people_are_split() -> None:
    trial = experiment("blend", 1, 1)
    for tenant in {tenant for tenant, _ in CROWD}:
        mine = [arm_of(trial, *person).name for person in CROWD if person[0] == tenant]
        assert mine.count("a0") / len(mine) == pytest.approx(0.5, abs=4 * 0.5 / sqrt(len(mine)))


def test_one_experiment_says_nothing_of_another() -> None:
    """Of those who are together in one, a half is in each arm of the next."""
    for one, other in pairwise(["first", "second", "third"]):
        both = list(zip(arms(experiment(one, 1, 1)), arms(experiment(other, 1, 1)), strict=True))
        for arm in ("a0", "a1"):
            together = [later for earlier, later in both if earlier == arm]
            assert together.count("a0") / len(together) == pytest.approx(0.5, abs=4 * 0.5 / sqrt(len(together)))


def test_who_is_in_which_arm_never_changes() -> None:
    """These are written down: another hash would move people from one arm to another in mid-run."""
    trial = experiment("blend-2026", 1, 1, 2)
    assert [arm_of(trial, "demo", f"c-{number}").name for number in range(8)] == [
        "a0",
        "a0",
        "a1",
        "a2",
        "a2",
        "a2",
        "a1",
        "a0",
    ]
    assert arm_of(trial, "demo", "c-0") == arm_of(trial, "demo", "c-0")
