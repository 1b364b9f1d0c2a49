"""Between bytes and events: JSON values, CloudEvents headers in binary mode, dead letters and their way back."""

import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha1, sha256
from typing import Any
from uuid import UUID

import orjson
from pydantic import ValidationError

from rematch_common.contracts import limits
from rematch_common.contracts.base import Event
from rematch_common.contracts.topic import Topic, base_topic, dlq_topic, retry_topic
from rematch_common.contracts.wording import fault_of
from rematch_common.errors import InvalidRecord
from rematch_common.records import Headers, Outgoing, Record

TOMBSTONE_TYPE = "rematch.key.forgotten.v1"
CONTENT_TYPE = b"application/json"

_EVENTS = UUID("0b6f3f0e-51c7-5d5a-8f4e-2a8f3d1c7b90")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes an event, when, within which trace; its version, where the event itself has no place for it; and, of
    a tombstone, the erasure that it belongs to."""

    source: str
    time: datetime
    traceparent: str | None = None
    version: int | None = None
    erasure_id: str | None = None


@lru_cache(maxsize=64)
def _written(time: datetime) -> bytes:
    """Thousands of records leave with one time."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z").encode()


def decode(topic: Topic, record: Record) -> Event | None:
    """The event that the record carries; None for a tombstone. Raises InvalidRecord and nothing else."""
    value = record.value
    if value is None:
        if topic.tombstones:
            return None
        raise InvalidRecord("null_value", f"the value is null: {topic.name} takes no tombstones, give a JSON object")
    if len(value) > topic.max_record_bytes:
        raise InvalidRecord("too_large", _too_large(topic, len(value)))
    data = _parsed(value)
    model = _model_of(topic, record)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        field, message = fault_of(model, error)
        raise InvalidRecord("schema", message, field=field) from None


def _too_large(topic: Topic, size: int) -> str:
    return f"the value has {size:,} bytes: {topic.name} takes at most {topic.max_record_bytes:,}"


def _parsed(value: bytes) -> dict[str, Any]:
    try:
        data = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise _unreadable(value, error) from None
    if not isinstance(data, dict):
        raise InvalidRecord("not_an_object", "the value is JSON but no object: send one record a message")
    return data


def _unreadable(value: bytes, error: orjson.JSONDecodeError) -> InvalidRecord:
    """Which of its rules the value breaks. Costs a second look, at broken records only."""
    try:
        value.decode("utf-8")
    except UnicodeDecodeError as fault:
        return InvalidRecord("bad_utf8", f"the value is not UTF-8: byte {fault.start} can't be read")
    if error.msg.startswith("depth limit"):
        return InvalidRecord("too_deep", "the value is nested too deep: a record has a few levels, not a thousand")
    return InvalidRecord("bad_json", f"the value is not JSON: {error}")


def _model_of(topic: Topic, record: Record) -> type[Event]:
    """The model that the header names. A topic with one kind of record needs no header."""
    given = record.header("ce_type")
    for model in topic.models:
        if model.ce_type == given:
            return model
    if given is None and len(topic.models) == 1:
        return topic.models[0]
    known = ", ".join(model.ce_type for model in topic.models)
    told = _UNPRINTABLE.sub(" ", given)[:100] if given else "missing"
    raise InvalidRecord("unknown_type", f"ce_type is {told}: {topic.name} takes {known}", field="ce_type")


def encode(topic: Topic, key: str, event: Event | None, stamp: Stamp) -> Outgoing:
    """The record that carries the event under that key; a tombstone for None.

    The same event under the same key has the same ce_id, however often it is written.
    """
    if event is None:
        ce_id = _event_id(f"{topic.name}/{key}/{TOMBSTONE_TYPE}/{stamp.time.timestamp()}")
        return Outgoing(topic.name, key.encode(), None, _cloud_event(ce_id, TOMBSTONE_TYPE, key, stamp, stamp.version))
    if type(event) not in topic.models:
        raise TypeError(f"{topic.name} takes no {type(event).__name__}")
    value = event.model_dump_json(exclude_none=True).encode()
    if len(value) > topic.max_record_bytes:
        raise InvalidRecord("too_large", _too_large(topic, len(value)))
    version = event.__dict__.get("version", stamp.version)  # a field; asking for what is none costs pydantic a search
    ce_id = _event_id(f"{topic.name}/{key}/{event.ce_type}/{version or sha256(value).hexdigest()}")
    return Outgoing(topic.name, key.encode(), value, _cloud_event(ce_id, event.ce_type, key, stamp, version))


def _event_id(name: str) -> bytes:
    """As uuid5 writes it, in a quarter of its time: every record of every service has one."""
    told = sha1(_EVENTS.bytes + name.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(told[16], 16) & 3]
    return f"{told[:8]}-{told[8:12]}-5{told[13:16]}-{variant}{told[17:20]}-{told[20:32]}".encode()


def _cloud_event(ce_id: bytes, ce_type: str, key: str, stamp: Stamp, version: int | None) -> Headers:
    headers: Headers = (
        ("ce_specversion", b"1.0"),
        ("ce_id", ce_id),
        ("ce_type", ce_type.encode()),
        ("ce_source", stamp.source.encode()),
        ("ce_time", _written(stamp.time)),
        ("ce_subject", key.encode()),
        ("content-type", CONTENT_TYPE),
    )
    if version is not None:
        # CloudEvents' sequence extension: who repairs the order of a topic reads it without opening the record.
        headers = (*headers, ("ce_sequence", str(version).encode()))
    if stamp.erasure_id is not None:
        headers = (*headers, (limits.ERASURE_ID, stamp.erasure_id.encode()))
    return headers if stamp.traceparent is None else (*headers, ("traceparent", stamp.traceparent.encode()))


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
    yield limits.DLQ_REASON, error.reason if isinstance(error, InvalidRecord) else "bug"
    yield limits.DLQ_ERROR, _UNPRINTABLE.sub(" ", text)[: limits.MAX_DLQ_ERROR]
    yield limits.DLQ_ATTEMPTS, str(attempts)
    if isinstance(error, InvalidRecord) and error.field:
        yield limits.DLQ_FIELD, _UNPRINTABLE.sub(" ", error.field)[: limits.MAX_DLQ_FIELD]
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
