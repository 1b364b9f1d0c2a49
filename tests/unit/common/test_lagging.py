"""How far a consumer is behind, when Prometheus asks."""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from prometheus_client import REGISTRY

from rematch_common.lagging import Lagging

NOW = datetime(2026, 2, 1, tzinfo=UTC)
TOPICS = ("matches", "matches.acme", "matches.umbrella", "matches.notify.retry")


@dataclass
class Event:
    topic: str
    timestamp: float = NOW.timestamp()
    message: Any = field(init=False)

    def __post_init__(self) -> None:
        self.message = self


class Queue:
    def __init__(self, *events: Event) -> None:
        self._queue = deque(events)


def lag(name: str, topic: str = "matches") -> float | None:
    return REGISTRY.get_sample_value(f"rematch_consumer_lag_{name}", {"consumer": "lagging", "topic": topic})


def before(seconds: float) -> float:
    return NOW.timestamp() - seconds


@pytest.fixture
def lagging() -> Any:
    of = Lagging("lagging", TOPICS, lambda: NOW)
    yield of
    of.end()
    assert lag("records") is None
    assert lag("seconds") is None


def test_what_is_in_hand_in_the_queue_and_not_fetched_waits_and_tenants_topics_are_one(lagging: Lagging) -> None:
    queue = Queue(Event("matches", before(2)), Event("matches.acme", before(7)))
    lagging.begin(lambda: {"matches": 10, "matches.umbrella": 5, "matches.notify.retry": 1}, queue)
    lagging.in_hand = [Event("matches", before(3)), Event("matches.notify.retry", before(900))]
    assert (lag("records"), lag("seconds")) == (18, 7)
    assert (lag("records", "matches.notify.retry"), lag("seconds", "matches.notify.retry")) == (2, 0)


def test_time_goes_on_while_a_batch_is_in_hand_and_ends_with_it(lagging: Lagging) -> None:
    lagging.begin(dict, Queue())
    lagging.in_hand = [Event("matches", before(60))]
    assert lag("seconds") == 60
    lagging.in_hand = ()
    assert (lag("records"), lag("seconds")) == (0, 0)


def test_a_clock_that_is_ahead_is_no_lag(lagging: Lagging) -> None:
    lagging.begin(dict, Queue(Event("matches", before(-30))))
    assert (lag("records"), lag("seconds")) == (1, 0)
