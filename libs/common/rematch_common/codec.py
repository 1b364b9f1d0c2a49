"""Between bytes and events: JSON values, CloudEvents headers in binary mode."""

import re
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
from rematch_common.contracts.dataschema import dataschema
from rematch_common.contracts.topic import Topic
from rematch_common.contracts.wording import fault_of
from rematch_common.errors import InvalidRecord
from rematch_common.records import Headers, Outgoing, Record

TOMBSTONE_TYPE = "rematch.key.forgotten.v1"
CONTENT_TYPE = b"application/json"
DATASCHEMA = "ce_dataschema"

_EVENTS = UUID("0b6f3f0e-51c7-5d5a-8f4e-2a8f3d1c7b90")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


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
    value = record.content
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
    """The model that the header names, or that needs no naming."""
    given = record.header("ce_type")
    for model in topic.models:
        if model.ce_type == given:
            return model
    if given is None and topic.usual is not None:
        return topic.usual
    known = ", ".join(model.ce_type for model in topic.models)
    told = UNPRINTABLE.sub(" ", given)[:100] if given else "missing"
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
    if (where := dataschema(ce_type)) is not None:
        # Below the place that only whoever sends it knows: rematch_common.wire makes an address of it.
        headers = (*headers, (DATASCHEMA, where.encode()))
    if version is not None:
        # CloudEvents' sequence extension: who repairs the order of a topic reads it without opening the record.
        headers = (*headers, ("ce_sequence", str(version).encode()))
    if stamp.erasure_id is not None:
        headers = (*headers, (limits.ERASURE_ID, stamp.erasure_id.encode()))
    return headers if stamp.traceparent is None else (*headers, ("traceparent", stamp.traceparent.encode()))
