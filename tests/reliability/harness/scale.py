"""How much a reliability test does: minutes within `make test`, half an hour in `make test-reliability`."""

from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Scale:
    """`kills` is per service. `session` is the session time-out in seconds, 6 being the broker's least."""

    name: str
    postings: int
    kills: int
    bounces: int
    away: float
    session: float
    rebalances: int
    pairs: int
    seed: int = 20_260


SHORT = Scale("short", postings=500, kills=2, bounces=1, away=15.0, session=6.0, rebalances=1, pairs=150)
FULL = Scale("full", postings=10_000, kills=20, bounces=5, away=60.0, session=10.0, rebalances=5, pairs=1_000)


scaled: pytest.MarkDecorator = pytest.mark.parametrize(
    "scale",
    [pytest.param(SHORT, id="short"), pytest.param(FULL, id="full", marks=pytest.mark.full)],
    scope="session",
)
