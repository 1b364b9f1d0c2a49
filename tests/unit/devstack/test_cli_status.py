"""What `rematch status` makes of offsets and metrics."""

from aiokafka import TopicPartition

from rematch_devstack.commands.broker import Span
from rematch_devstack.commands.looking import (
    Depth,
    Lag,
    Seen,
    Status,
    depths_of,
    done_of,
    lags_of,
    sections,
    service_of,
    state_of,
)

SPANS = {
    TopicPartition("raw-jobs", 0): Span(10, 30),
    TopicPartition("raw-jobs", 1): Span(0, 5),
    TopicPartition("raw-jobs.dlq", 0): Span(3, 7),
    TopicPartition("matches.dlq", 0): Span(4, 4),
}
METRICS = """\
# HELP rematch_consumed_total Records whose effect is done.
# TYPE rematch_consumed_total counter
rematch_consumed_total{consumer="dedup",topic="raw-jobs"} 7.0
rematch_consumed_total{consumer="dedup",topic="raw-jobs-bulk"} 3.0
# HELP rematch_http_records_total Records taken in over HTTP.
# TYPE rematch_http_records_total counter
rematch_http_records_total{kind="posting",outcome="accepted"} 5.0
# HELP rematch_produced_total Records delivered to Kafka.
# TYPE rematch_produced_total counter
rematch_produced_total{topic="deduped-jobs"} 99.0
"""


def test_lag_counts_what_is_there_and_not_finished() -> None:
    committed = {"dedup": {TopicPartition("raw-jobs", 0): 28}}
    assert lags_of(committed, SPANS) == [Lag("dedup", "raw-jobs", 2 + 5)]


def test_a_group_is_that_of_a_service() -> None:
    groups = ("embed", "embed-bulk", "embed.e5", "embed.e5.v2-bulk", "somebody", "embedding", "bulk", "")
    assert [service_of(group) for group in groups] == ["embed"] * 4 + [""] * 4


def test_an_offset_that_was_deleted_meanwhile_is_no_lag() -> None:
    assert lags_of({"dedup": {TopicPartition("raw-jobs.dlq", 0): 1}}, SPANS) == [Lag("dedup", "raw-jobs.dlq", 4)]


def test_queues_that_hold_something() -> None:
    assert depths_of(["raw-jobs.dlq", "matches.dlq"], SPANS) == [Depth("raw-jobs.dlq", 4)]


def test_records_done_are_those_consumed_or_taken_in() -> None:
    assert done_of(METRICS) == 15
    assert done_of("") == 0


def test_the_state_of_a_service_is_that_of_its_consumers() -> None:
    assert state_of({"dedup": {"state": "running"}}) == "running"
    assert state_of({"a": {"state": "running"}, "b": {"state": "paused"}}) == "a running, b paused"
    assert state_of({}) == ""


def test_what_is_not_there_is_said() -> None:
    seen = Status([Seen("dedup", "http://x", False, "does not answer", 0, 0.0)], [], [])
    services, lags, depths = sections(seen)
    assert services[1][0][:3] == ("dedup", "not ready", "does not answer")
    assert (lags[1], depths[1], depths[2]) == ([], [], "no dead letters")
