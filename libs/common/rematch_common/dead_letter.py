"""A record that could not be handled, on its way to the dead-letter queue and back."""

import traceback
from collections.abc import Iterator

from rematch_common.codec import UNPRINTABLE
from rematch_common.contracts import limits
from rematch_common.contracts.topic import base_topic, dlq_topic, retry_topic
from rematch_common.errors import InvalidRecord
from rematch_common.records import Headers, Outgoing, Record


def reason_of(error: BaseException) -> str:
    """What is wrong with the record, or that it is us."""
    return error.reason if isinstance(error, InvalidRecord) else "bug"


def dead_letter(record: Record, consumer: str, error: BaseException, attempts: int) -> Outgoing:
    """The record as it came, for the dead-letter queue, with headers that say why it is there.

    Their prefix is ours alone: what came under it is an earlier failure's, or a sender's pretence.
    """
    told = tuple((name, text.encode("utf-8", "replace")) for name, text in _told(record, consumer, error, attempts))
    topic = dlq_topic(base_topic(record.topic))
    headers = (*_without_ours(record.headers), *told)
    size = _size(record.key, record.value, headers)
    if size <= limits.MAX_MESSAGE_BYTES - limits.RECORD_HEADROOM // 2:
        return Outgoing(topic, record.key, record.value, headers)
    # A compressed batch can carry what fits no topic once unpacked. Its beginning and its coordinates are what is left.
    told = (*told, (limits.DLQ_TRUNCATED, str(size).encode()))
    return Outgoing(topic, (record.key or b"")[:1_024], (record.value or b"")[: limits.MAX_RAW_BYTES], told)


def _told(record: Record, consumer: str, error: BaseException, attempts: int) -> Iterator[tuple[str, str]]:
    invalid = isinstance(error, InvalidRecord)
    text = str(error) if invalid else f"{type(error).__name__}: {error}"
    yield limits.DLQ_ORIGINAL_TOPIC, record.topic
    yield limits.DLQ_ORIGINAL_PARTITION, str(record.partition)
    yield limits.DLQ_ORIGINAL_OFFSET, str(record.offset)
    yield limits.DLQ_ORIGINAL_TIMESTAMP, str(record.timestamp_ms)
    yield limits.DLQ_CONSUMER, consumer
    yield limits.DLQ_REASON, reason_of(error)
    yield limits.DLQ_ERROR, UNPRINTABLE.sub(" ", text)[: limits.MAX_DLQ_ERROR]
    yield limits.DLQ_ATTEMPTS, str(attempts)
    if isinstance(error, InvalidRecord) and error.field:
        yield limits.DLQ_FIELD, UNPRINTABLE.sub(" ", error.field)[: limits.MAX_DLQ_FIELD]
    if not invalid:
        yield limits.DLQ_TRACEBACK, "".join(traceback.format_exception(error))[-limits.MAX_DLQ_TRACEBACK :]


def _without_ours(headers: Headers) -> Headers:
    return tuple((name, text) for name, text in headers if not name.startswith(limits.DLQ_PREFIX))


def _size(key: bytes | None, value: bytes | None, headers: Headers) -> int:
    return len(key or b"") + len(value or b"") + sum(len(name.encode()) + len(text) + 10 for name, text in headers)


def redrive(record: Record) -> Outgoing:
    """A dead letter on its way back, to the one consumer that could not handle it, as it first came.

    Raises InvalidRecord for what is no dead letter, or is one that was cut down.
    """
    if record.header(limits.DLQ_TRUNCATED) is not None:
        raise InvalidRecord("not_redrivable", "it was too large to be kept whole: publish it again, smaller")
    origin, consumer = record.header(limits.DLQ_ORIGINAL_TOPIC), record.header(limits.DLQ_CONSUMER)
    timestamp = record.header(limits.DLQ_ORIGINAL_TIMESTAMP)
    if not origin or not consumer or not (timestamp or "").isdecimal():
        raise InvalidRecord("not_redrivable", f"{record.coordinates} has no dlq headers: it is no dead letter")
    topic = retry_topic(base_topic(record.topic), consumer)
    return Outgoing(topic, record.key, record.value, _without_ours(record.headers), int(timestamp or 0))
