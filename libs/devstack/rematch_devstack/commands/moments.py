"""Moments as a person types them."""

import re
from datetime import UTC, datetime, timedelta

from rematch_devstack.errors import StackError

_AGO = re.compile(r"(\d{1,6})\s*(s|m|min|h|d|w)(?:\s+ago)?")
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800}
BEGINNING, _BEGAN = "beginning", datetime(1970, 1, 1, tzinfo=UTC)


def moment(text: str, now: datetime) -> datetime:
    """ISO 8601 (UTC unless it says otherwise), `2h ago`, or `beginning`: before everything. StackError otherwise."""
    said = text.strip().lower()
    if said == BEGINNING:
        return _BEGAN
    if ago := _AGO.fullmatch(said):
        return now - min(now - _BEGAN, timedelta(seconds=int(ago[1]) * _UNITS[ago[2]]))
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise StackError(
            f"{text[:60]!r} is no moment: write 2026-11-28T10:00, 2026-11-28T10:00:00+01:00, `2h ago` or {BEGINNING}"
        ) from None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    if found.year < _BEGAN.year:
        return _BEGAN
    if found > now:
        raise StackError(f"{text.strip()} is not over yet: a replay is of what has been read")
    return found
