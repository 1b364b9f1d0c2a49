"""Records that no consumer can read, one of every kind, each different from the next of its kind; and odd headers."""

from collections.abc import Callable, Mapping

import orjson

NullableHeaders = tuple[tuple[str, bytes | None], ...]
# Whatever a scraper puts there: no reason to refuse a record, and not to be lost with one that is refused.
ODD: NullableHeaders = (
    ("traceparent", None),
    ("tracestate", b"\xff\xfe\x00"),
    ("ce_sequence", b"9" * 40),
    ("ce_sequence", b"\xd9\xa3"),
    ("ce_version", None),
)


def _missing_field(number: int) -> bytes:
    return orjson.dumps({"source": "poison", "external_id": str(number), "company": "A", "description": "No title."})


def _wrong_type(number: int) -> bytes:
    return orjson.dumps(_posting(number) | {"title": ["not", "text"]})


def _good(number: int) -> bytes:
    return orjson.dumps(_posting(number))


def _posting(number: int) -> dict[str, object]:
    return {"source": "poison", "external_id": str(number), "title": "T", "company": "A", "description": "B"}


KINDS: Mapping[str, Callable[[int], bytes | None]] = {
    "bad_json": lambda number: b'{"source": "poison", "external_id": "%d", ' % number,
    "bad_utf8": lambda number: b'{"source": "poison", "title": "\xff\xfe%d"}' % number,
    "null_value": lambda number: None,
    "too_large": lambda number: b'{"source": "poison", "description": "' + b"%07d " % number * 262_144 + b'"}',
    "missing_field": _missing_field,
    "wrong_type": _wrong_type,
    "nested_bomb": lambda number: b"[" * (50_000 + number),
    "null_type": _good,
    "garbled_type": _good,
}
# What the record says it is, where that is what is wrong with it.
TYPES: Mapping[str, bytes | None] = {"null_type": None, "garbled_type": b"\xff\xfe"}


def headers_of(kind: str) -> NullableHeaders:
    """Odd ones, and the one that makes the record poison."""
    return (*ODD, ("ce_type", TYPES[kind])) if kind in TYPES else ODD
