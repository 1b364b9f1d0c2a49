"""Where the next page begins, in a word that only we read: a place in an order, not a count of what lies before it."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import orjson

from rematch_common.errors import InvalidRecord

_LONGEST = 1_000
Place = Sequence[str | float | None]


def cursor_of(order: str, place: Place) -> str:
    """The word for a place in an order."""
    return urlsafe_b64encode(orjson.dumps([order, *place])).decode().rstrip("=")


def place_of(cursor: str, order: str, parts: int) -> list[str | float | None]:
    """The place that the word stands for. Raises InvalidRecord for a word that is none, or of another order."""
    try:
        if len(cursor) > _LONGEST:
            raise ValueError(cursor[:20])
        found = orjson.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        found = None
    if not isinstance(found, list) or len(found) != parts + 1 or found[0] != order or not all(map(_plain, found)):
        raise InvalidRecord("bad_cursor", "cursor: give the `next` of an answer to the same question", field="cursor")
    return found[1:]


def dated(order: str, at: datetime, id_: UUID) -> str:
    """The word for a place in an order by time."""
    return cursor_of(order, (at.isoformat(), str(id_)))


def date_of(cursor: str, order: str) -> tuple[datetime, UUID]:
    """The place in an order by time that the word stands for. Raises InvalidRecord as `place_of` does."""
    at, id_ = place_of(cursor, order, 2)
    try:
        return moment_of(at), UUID(str(id_))
    except ValueError:
        raise no_place() from None


def moment_of(part: str | float | None) -> datetime:
    """The moment that a part of a place stands for, in UTC. Raises InvalidRecord where it is none."""
    try:
        found = datetime.fromisoformat(str(part))
        if found.tzinfo is None:
            raise ValueError(part)
        # Of the first and the last days there are, some have no counterpart in UTC.
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise no_place() from None


def no_place() -> InvalidRecord:
    """The refusal of a cursor that we did not make."""
    return InvalidRecord("bad_cursor", "cursor: this is no place in the list", field="cursor")


def _plain(part: object) -> bool:
    return part is None or (isinstance(part, str | int | float) and not isinstance(part, bool))
