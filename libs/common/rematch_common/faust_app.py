"""Faust, set up as this system uses it: at least once, no tables, no topics of its own, no web."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import faust
from faust.auth import SASLCredentials, SSLCredentials
from faust.transport.drivers.aiokafka import Consumer
from faust.types import TP

from rematch_common.bulk import Gate
from rematch_common.records import Record
from rematch_common.secured import secured

# A process that is told to stop has 30 seconds in all.
_LONGEST_HANDOVER = 15.0


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """What the shell needs of Kafka. The rebalance waits for a batch in hand at most `handover` seconds."""

    bootstrap: str
    group: str
    topics: tuple[str, ...]
    batch_size: int = 128
    session_timeout: float = 30.0
    commit_interval: float = 0.5
    gate: Gate | None = None
    """Asked before every batch, where the topics are for imports."""
    member: str | None = None
    """Who comes back under this name within the session time-out finds its partitions as it left them. No two members
    of a group may have the same: the broker takes the later one for the first."""
    measured: bool = True
    """Whether what it is behind is how far its consumer is: who reads again beside it is behind on purpose."""

    def reading(self, topics: Iterable[str]) -> Self:
        """The same, with these topics."""
        return replace(self, topics=tuple(topics))

    @property
    def handover(self) -> float:
        return min(self.session_timeout * 0.8, _LONGEST_HANDOVER)


class InOrder(Consumer):
    """Commits what stands behind the last acknowledged record of a partition, whatever offsets hold no record.

    Faust counts the offsets one by one, and stops at those that compaction took or a transaction's marker holds: one
    a commit, and for good behind a lone offset 0. Here records are acknowledged in order and in one place, after
    rematch_common.unbroken has seen that none before them is missing.
    """

    def _new_offset(self, tp: TP) -> int | None:
        acked = self._acked.pop(tp, None)
        self._acked_index.pop(tp, None)
        return max(acked) + 1 if acked else None

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Nobody asks for the gaps, and keeping them costs the more the more there are."""

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Faust complains of a partition whose single events it has not timed for five minutes, and batches aren't
        timed: a busy consumer would be said to stand still. Whether it does is told by rematch_common.health."""


class _App(faust.App):
    def _create_directories(self) -> None:
        """They are for tables."""

    def _new_transport(self) -> Any:
        transport: Any = super()._new_transport()
        transport.Consumer = InOrder
        return transport


def faust_app(settings: StreamSettings) -> faust.App:
    """An app that never creates topics, keeps no tables, serves no web pages and reads from the earliest record."""
    return _App(
        settings.group,
        broker=[f"kafka://{address}" for address in settings.bootstrap.split(",")],
        broker_credentials=_credentials(secured()),
        key_serializer="raw",
        value_serializer="raw",
        store="memory://",
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        processing_guarantee="at_least_once",
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=settings.member,
        consumer_max_fetch_size=4 * 1024 * 1024,
        broker_commit_interval=settings.commit_interval,
        broker_session_timeout=settings.session_timeout,
        broker_heartbeat_interval=settings.session_timeout / 10,
        broker_rebalance_timeout=settings.session_timeout * 2,
        broker_request_timeout=max(40.0, settings.session_timeout * 2),
        stream_buffer_maxsize=settings.batch_size * 4,
        stream_wait_empty=True,
    )


def _credentials(how: Mapping[str, Any]) -> SASLCredentials | SSLCredentials | None:
    """In Faust's words, what its driver hands on to aiokafka as it is."""
    context = how.get("ssl_context")
    if "sasl_mechanism" in how:
        return SASLCredentials(
            username=how["sasl_plain_username"],
            password=how["sasl_plain_password"],
            mechanism=how["sasl_mechanism"],
            ssl_context=context,
        )
    return SSLCredentials(context) if context is not None else None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a consumer is: what it has committed, and the records that are not fetched or not committed yet."""

    committed: int
    waiting: int


def progress_of(app: Any) -> Progress:
    """Looked up where Faust and aiokafka keep it; neither has a public name that answers at once.

    What lies between the last record and the end of a compacted partition is not waiting: the fetcher has passed it.
    """
    consumer = app.consumer
    subscription = consumer._thread._consumer._subscription.subscription
    assignment = subscription.assignment if subscription else None
    states = [assignment.state_value(tp) for tp in assignment.tps] if assignment else []
    ahead = sum(max(0, (state.highwater or 0) - state._position) for state in states if state.has_valid_position)
    unsaid = sum(len(offsets) for offsets in consumer._acked.values())
    return Progress(sum(filter(None, consumer._committed_offset.values())), ahead + unsaid)


def ahead_of(app: Any) -> dict[str, int]:
    """By topic, the records that are not fetched yet, as far as the last fetch has told. Whoever asks may ask before
    the consumer has begun, or behind its end."""
    consumer = getattr(app.consumer._thread, "_consumer", None)
    subscription = consumer._subscription.subscription if consumer else None
    assignment = subscription.assignment if subscription else None
    found: dict[str, int] = defaultdict(int)
    states = [(tp.topic, assignment.state_value(tp)) for tp in assignment.tps] if assignment else []
    for topic, state in states:
        if state.has_valid_position:
            found[topic] += max(0, (state.highwater or 0) - state._position)
    return found


def to_record(message: Any) -> Record:
    """Faust's message as a record; it keeps times in seconds and headers in either of two forms."""
    headers = message.headers or ()
    pairs = headers.items() if isinstance(headers, dict) else headers
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp_ms=int((message.timestamp or 0) * 1000),
        key=message.key,
        value=message.value,
        headers=tuple((name, value or b"") for name, value in pairs),  # Kafka allows a null there
    )
