"""Whose turn it is: oldest first among equals, what many want more often, and nobody waits for ever."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from rematch_ingest.domain.urgency import HEAVIEST, MOST_PRIORITY, urgency, weight
from tests.fakes.samples import NOW

TURN = timedelta(minutes=1)


@dataclass(frozen=True)
class Waiting:
    name: int
    waiting_since: datetime
    priority: int = 0
    candidate_count: int = 1


def simulated(roles: list[Waiting], turns: int) -> dict[int, list[int]]:
    """When each had its turn."""
    had: dict[int, list[int]] = {role.name: [] for role in roles}
    for turn in range(1, turns + 1):
        now = NOW + turn * TURN
        first = max(roles, key=lambda role: (urgency(role, now), -role.name))
        had[first.name].append(turn)
        roles = [replace(role, waiting_since=now) if role is first else role for role in roles]
    return had


def longest(turns: list[int], end: int) -> int:
    marks = [0, *turns, end]
    return max(after - before for before, after in pairwise(marks))


@pytest.mark.parametrize("seed", range(8))
def test_no_role_waits_longer_than_the_bound(seed: int) -> None:
    rng = random.Random(seed)
    count, turns = 25, 3_000
    roles = [
        Waiting(name, NOW, rng.choice((0, 0, MOST_PRIORITY)), rng.choice((1, 1, 10, 5_000, 10**9)))
        for name in range(count)
    ]
    roles[0] = Waiting(0, NOW, 0, 1)
    had = simulated(roles, turns)
    assert max(longest(marks, turns) for marks in had.values()) <= 2 * (HEAVIEST + 1) * count
    assert all(had.values())


def test_one_light_role_among_the_heaviest_has_its_turn_too() -> None:
    roles = [Waiting(0, NOW), *(Waiting(name, NOW, MOST_PRIORITY, 10**6) for name in range(1, 25))]
    had = simulated(roles, 2_000)
    assert longest(had[0], 2_000) <= 2 * (HEAVIEST + 1) * len(roles)
    assert len(had[0]) < len(had[1])


def test_among_equals_the_oldest_is_first() -> None:
    roles = [Waiting(name, NOW - name * TURN, 1, 7) for name in range(5)]
    had = simulated(roles, 10)
    assert [had[name] for name in (4, 3, 2, 1, 0)] == [[1, 6], [2, 7], [3, 8], [4, 9], [5, 10]]


def test_what_more_people_want_comes_more_often() -> None:
    had = simulated([Waiting(0, NOW, 0, 1), Waiting(1, NOW, 0, 10_000)], 1_000)
    assert len(had[1]) > len(had[0])


def test_a_weight_stays_within_its_bounds() -> None:
    weights = [weight(priority, people) for priority in range(MOST_PRIORITY + 1) for people in (-3, 0, 1, 10, 10**9)]
    assert (min(weights), max(weights)) == (1, HEAVIEST)
