"""Dead letters of people who were erased: Kafka keeps them for a while, and nobody shows them or sends them back."""

from dataclasses import replace

from rematch_common.contracts import base_topic, limits
from rematch_common.erased import Erased
from rematch_common.records import Record

GONE = "of somebody who has been erased since"
# What tells of the fault and nothing of the person; the error's words and the traceback may quote them.
_STAY = frozenset(
    {
        limits.DLQ_CONSUMER,
        limits.DLQ_REASON,
        limits.DLQ_ORIGINAL_TOPIC,
        limits.DLQ_ORIGINAL_TIMESTAMP,
        limits.DLQ_ATTEMPTS,
    }
)


def is_copy(topic: str) -> bool:
    """Whether it is one of dead letters, or of those that went back."""
    return base_topic(topic) != topic


def veiled(known: Erased, record: Record) -> Record:
    """The record as it may be seen: of whom was erased, only that there is one, and why."""
    if not known.ended(record):
        return record
    headers = tuple(header for header in record.headers if header[0] in _STAY)
    return replace(record, key=None, value=None, headers=(*headers, (limits.DLQ_ERROR, f"{GONE}: not shown".encode())))


def hidden(record: Record) -> bool:
    """Whether this is what `veiled` has left of a record: nothing that could go back."""
    return record.value is None and (record.header(limits.DLQ_ERROR) or "").startswith(GONE)
