"""How far a consumer is behind, as Prometheus is told of it: worked out when it asks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from rematch_common import metrics
from rematch_common.clock import Now, utc_now
from rematch_common.contracts.topic import base_topic


class Lagging:
    """Of one consumer and its topics, from `begin` to `end`.

    Records that wait, and for how long the oldest of those that are here has, by its own time (of Faust's messages, in
    seconds). A retried record keeps its first time, which says nothing. `in_hand`: the events that were taken up.
    """

    def __init__(self, consumer: str, topics: Iterable[str], now: Now = utc_now) -> None:
        self._consumer = consumer
        self._now = now
        self._names: dict[str, set[str]] = {}
        for topic in topics:
            self._names.setdefault(metrics.told_as(topic), set()).add(topic)
        self.in_hand: Sequence[Any] = ()

    def begin(self, ahead: Callable[[], Mapping[str, int]], queue: Any) -> None:
        """`ahead`: by topic, the records that are not here yet; those that are stand in the queue."""
        for name, topics in self._names.items():
            records, seconds = partial(self._records, topics, ahead, queue), partial(self._seconds, topics, queue)
            metrics.LAG_RECORDS.labels(self._consumer, name).set_function(records)
            metrics.LAG_SECONDS.labels(self._consumer, name).set_function(seconds)

    def end(self) -> None:
        """Nobody knows any more."""
        for name in self._names:
            for gauge in (metrics.LAG_RECORDS, metrics.LAG_SECONDS):
                gauge.remove_by_labels({"consumer": self._consumer, "topic": name})

    def _records(self, topics: set[str], ahead: Callable[[], Mapping[str, int]], queue: Any) -> float:
        beyond = ahead()
        return sum(one.topic in topics for one in self._here(queue)) + sum(beyond.get(topic, 0) for topic in topics)

    def _seconds(self, topics: set[str], queue: Any) -> float:
        fresh = {topic for topic in topics if not _is_retry(topic)}
        times = [one.timestamp for one in self._here(queue) if one.topic in fresh]
        return max(0.0, self._now().timestamp() - min(times)) if times else 0.0

    def _here(self, queue: Any) -> list[Any]:
        return [event.message for event in (*self.in_hand, *queue._queue)]


def _is_retry(topic: str) -> bool:
    return base_topic(topic) != topic and metrics.told_as(topic) == topic
