"""Records that no consumer can read, one of every kind, each different from the next of its kind."""

from collections.abc import Callable, Mapping

import orjson


def _missing_field(number: int) -> bytes:
    return orjson.dumps({"source": "poison", "external_id": str(number), "company": "A", "description": "No title."})


def _wrong_type(number: int) -> bytes:
    return orjson.dumps(
        {"source": "poison", "external_id": str(number), "title": ["not", "text"], "company": "A", "description": "B"}
    )


KINDS: Mapping[str, Callable[[int], bytes | None]] = {
    "bad_json": lambda number: b'{"source": "poison", "external_id": "%d", ' % number,
    "bad_utf8": lambda number: b'{"source": "poison", "title": "\xff\xfe%d"}' % number,
    "null_value": lambda number: None,
    "too_large": lambda number: b'{"source": "poison", "description": "' + b"%07d " % number * 262_144 + b'"}',
    "missing_field": _missing_field,
    "wrong_type": _wrong_type,
    "nested_bomb": lambda number: b"[" * (50_000 + number),
}
