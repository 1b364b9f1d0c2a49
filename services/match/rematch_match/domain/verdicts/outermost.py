"""The one JSON object in what a model wrote, whatever it wrote around it."""

import json
from collections.abc import Iterator
from typing import Any

_LONGEST = 20_000
_DEEPEST = 8


class Unreadable(ValueError):
    """There is none, more than one, or it is broken."""


def outermost_object(text: str) -> dict[str, Any]:
    """Raises Unreadable. Of several that differ none is taken: one of them may have been put into the model's mouth."""
    if len(text) > _LONGEST:
        raise Unreadable("the reply is too long")
    found = [each for span in _spans(text) if (each := _read(span)) is not None]
    if not found:
        raise Unreadable("there is no whole JSON object in the reply")
    if any(other != found[0] for other in found[1:]):
        raise Unreadable("there is more than one JSON object in the reply")
    return found[0]


def _spans(text: str) -> Iterator[str]:
    """From each brace that opens to the one that closes it, passing over strings."""
    at = 0
    while (start := text.find("{", at)) >= 0:
        end = _end(text, start)
        if end is None:
            raise Unreadable("the JSON object in the reply is not whole")
        yield text[start:end]
        at = end


def _end(text: str, start: int) -> int | None:
    depth, quoted, at = 0, False, start
    while at < len(text):
        each = text[at]
        if quoted:
            at += each == "\\"
            quoted = each != '"'
        elif each == '"':
            quoted = True
        elif each in "{}":
            depth += 1 if each == "{" else -1
            if depth == 0:
                return at + 1
            if depth > _DEEPEST:
                return None
        at += 1
    return None


def _read(span: str) -> dict[str, Any] | None:
    try:
        found = json.loads(span, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("a field is told twice")
    return found


def _no_number(word: str) -> Any:
    raise Unreadable(f"{word} is no number")
