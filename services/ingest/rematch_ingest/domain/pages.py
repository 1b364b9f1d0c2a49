"""Where the next page of a list begins, in a word that only we read."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

import orjson

from rematch_common.errors import InvalidRecord

_LONGEST = 1_000


def cursor_of(order: str, place: str) -> str:
    """The word for a place in an order."""
    return urlsafe_b64encode(orjson.dumps([order, place])).decode().rstrip("=")


def place_of(cursor: str, order: str) -> str:
    """The place that the word stands for. Raises InvalidRecord for a word that is none, or of another order."""
    try:
        found = orjson.loads(urlsafe_b64decode(cursor[:_LONGEST].encode("ascii") + b"=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        found = None
    match found:
        case [str(named), str(place)] if named == order and "\0" not in place:
            return place
    raise InvalidRecord("bad_cursor", "cursor: give the `next` of an answer to the same question", field="cursor")
