"""Dead letters in groups, and which of them are meant."""

from dataclasses import dataclass, replace

from rematch_common.contracts import base_topic, dlq_topic, limits
from rematch_common.records import Record

SUFFIX = ".dlq"
# Written with a record that goes back, and how it is known later which have: the retry topic is the record of that.
REDRIVEN_FROM = "dlq_redriven_from"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which dead letters are meant."""

    topic: str
    reason: str | None = None
    consumer: str | None = None

    def takes(self, record: Record) -> bool:
        return self.reason in (None, reason_of(record)) and self.consumer in (None, consumer_of(record))

    @property
    def narrowed(self) -> bool:
        """Whether some of the topic's dead letters are not meant."""
        return self.reason is not None or self.consumer is not None


@dataclass(frozen=True, slots=True)
class Group:
    """Dead letters that are there for the same reason."""

    topic: str
    consumer: str
    reason: str
    records: int
    redriven: int
    newest_ms: int
    newest_error: str
    newest_field: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The groups; `cut_off`: older dead letters lie there that were not looked at."""

    groups: list[Group]
    cut_off: bool


def queue(topic: str) -> str:
    """The dead-letter queue, by its own name or by that of its topic."""
    return topic if topic.endswith(SUFFIX) else dlq_topic(topic)


def reason_of(record: Record) -> str:
    return record.header(limits.DLQ_REASON) or "unknown"


def consumer_of(record: Record) -> str:
    return record.header(limits.DLQ_CONSUMER) or "unknown"


def goes_back_to(topics: frozenset[str], dlq: str) -> list[str]:
    """The retry topics, of these, that dead letters of this queue go back to."""
    base = base_topic(dlq)
    return sorted(name for name in topics if name.endswith(".retry") and base_topic(name) == base)


class Groups:
    """The groups of the records that it is told of: a flood of poison has no place in memory."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str, str], Group] = {}

    def add(self, record: Record, *, redriven: bool) -> None:
        key = (record.topic, consumer_of(record), reason_of(record))
        known = self._groups.get(key) or Group(*key, 0, 0, -1, "")
        if record.timestamp_ms >= known.newest_ms:
            error, field = record.header(limits.DLQ_ERROR) or "", record.header(limits.DLQ_FIELD)
            known = replace(known, newest_ms=record.timestamp_ms, newest_error=error, newest_field=field)
        self._groups[key] = replace(known, records=known.records + 1, redriven=known.redriven + redriven)

    def sorted(self) -> list[Group]:
        """The fullest first."""
        return sorted(self._groups.values(), key=lambda group: -group.records)
