"""Percentiles out of what a service's metrics say."""

import math

import pytest
from prometheus_client import CollectorRegistry, Histogram, generate_latest

from rematch_console.domain.exposition import Histogram as Found
from rematch_console.domain.exposition import histograms


def exposed(*seconds: float) -> str:
    """As the library that the services use writes it."""
    registry = CollectorRegistry()
    made = Histogram("rematch_handle_seconds", "x", ["consumer"], buckets=(0.1, 1.0, 10.0), registry=registry)
    for value in seconds:
        made.labels("dedup").observe(value)
    made.labels("dedup-bulk").observe(5.0)
    return generate_latest(registry).decode()


def test_a_histogram_is_found_by_its_label() -> None:
    found = histograms(exposed(0.05, 0.5, 0.6), "rematch_handle_seconds", "consumer")
    assert found["dedup"] == Found((0.1, 1.0, 10.0, math.inf), (1.0, 3.0, 3.0, 3.0))
    assert found["dedup-bulk"].total == 1.0
    assert histograms("nonsense\n# HELP x", "rematch_handle_seconds", "consumer") == {}


@pytest.mark.parametrize(
    ("counts", "share", "value"),
    [
        ((10, 10, 10, 10), 0.5, 0.05),
        ((0, 10, 10, 10), 0.5, 0.55),
        ((0, 0, 0, 4), 0.95, 10.0),
        ((0, 0, 0, 0), 0.5, None),
    ],
)
def test_a_quantile_is_spread_within_its_bucket(counts: tuple[float, ...], share: float, value: float | None) -> None:
    found = Found((0.1, 1.0, 10.0, math.inf), counts).quantile(share)
    assert found == (None if value is None else pytest.approx(value))


def test_what_has_come_since_is_told_apart_unless_the_process_began_anew() -> None:
    bounds = (1.0, math.inf)
    assert Found(bounds, (5, 9)).since(Found(bounds, (4, 6))) == Found(bounds, (1, 3))
    assert Found(bounds, (1, 1)).since(Found(bounds, (4, 6))) == Found(bounds, (1, 1))
    assert Found(bounds, (1, 4)).steps() == [(1.0, 1.0), (math.inf, 3.0)]
