"""A dead letter as it may be looked at by whoever has no business with what it says: its shape, without its words."""

import re
from typing import Any

import orjson

from rematch_common.contracts import about_people, limits
from rematch_common.records import Record

_LONGEST = 400
_DEEPEST, _MOST = 8, 50
# Codes and instants say nothing of anybody.
_CODE = re.compile(r"[a-z][a-z_]{0,39}|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")
_TOLD = frozenset(
    {"source", "status", "version", "outcome", "stage", "kind", "reason", "remote", "posted_at", "updated_at"}
)


def masked(record: Record) -> Any:
    """What the value is made of: JSON with every text as its length, or a sentence about what is no JSON."""
    if record.content is None:
        return None
    try:
        return _shape(orjson.loads(record.content), "", 0)
    except orjson.JSONDecodeError:
        return f"no JSON: {len(record.content):,} bytes"


def _shape(value: Any, name: str, depth: int) -> Any:
    if depth > _DEEPEST:
        return "…"
    if isinstance(value, dict):
        return {_name(key): _shape(value[key], key, depth + 1) for key in list(value)[:_MOST]}
    if isinstance(value, list):
        return [_shape(each, name, depth + 1) for each in value[:_MOST]]
    return _leaf(value, name)


def _leaf(value: Any, name: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if name in _TOLD and (isinstance(value, int) or (isinstance(value, str) and _CODE.fullmatch(value))):
        return value
    return f"text of {len(value):,}" if isinstance(value, str) else "number"


def _name(key: str) -> str:
    """A field's name; what no field could be called is a text that somebody has put there."""
    return key if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,60}", key) else f"name of {len(key):,}"


def masked_error(record: Record) -> str:
    """Our own sentences name a field and never quote; what a bug or a stranger says may."""
    error = record.header(limits.DLQ_ERROR) or ""
    if record.header(limits.DLQ_REASON) == "bug":
        return error.partition(":")[0][:_LONGEST]
    return error[:_LONGEST]


def masked_key(record: Record) -> str | None:
    """Of people's records the tenant alone."""
    if record.key is None:
        return None
    text = record.key.decode("utf-8", "replace")
    return f"{text.partition('/')[0][:64]}/…" if about_people(record.topic) else text[:200]
