"""How numbers, times and addresses are told."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import orjson

NOTHING = "\N{EN DASH}"
_STEPS = ((60.0, 1.0, "s"), (3_600.0, 60.0, "min"), (86_400.0, 3_600.0, "h"))


def count(number: float | None) -> str:
    """1234567 is 1,234,567."""
    return NOTHING if number is None else f"{number:,.0f}"


def percent(share: float | None) -> str:
    return NOTHING if share is None else f"{share:.0%}" if share >= 0.1 or not share else f"{share:.1%}"


def took(seconds: float | None) -> str:
    """A span in the unit that suits it: 840 ms, 2.4 s, 12 min, 3 h, 2 d."""
    if seconds is None:
        return NOTHING
    if seconds < 1:
        return f"{max(0.0, seconds) * 1000:.0f} ms"
    for below, unit, name in _STEPS:
        if seconds < below:
            value = seconds / unit
            return f"{f'{value:.1f}'.removesuffix('.0') if value < 10 else f'{value:.0f}'} {name}"
    return f"{seconds / 86_400:.0f} d"


def ago(at: datetime | str | None, now: datetime) -> str:
    moment = moment_of(at)
    return NOTHING if moment is None else f"{took(max(0.0, (now - moment).total_seconds()))} ago"


def clock(at: datetime | str | None) -> str:
    """12:04:31.250, in UTC."""
    moment = moment_of(at)
    return NOTHING if moment is None else moment.astimezone(UTC).strftime("%H:%M:%S.%f")[:-3]


def when(at: datetime | str | None) -> str:
    """29 Nov 12:04, in UTC."""
    moment = moment_of(at)
    return "\u2013" if moment is None else moment.astimezone(UTC).strftime("%-d %b %H:%M")


def moment_of(at: datetime | str | None) -> datetime | None:
    """A time as an API tells it; None for what is none."""
    if not isinstance(at, str):
        return at
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def words(code: str | None) -> str:
    """A name of the contracts as words: `new_opening` is `new opening`."""
    return (code or "").replace("_", " ")


def outward(address: str | None) -> str | None:
    """An address that may be a link: http or https, and nothing that runs (javascript:, data:)."""
    try:
        parts = urlsplit((address or "").strip())
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in ("http", "https") and parts.hostname else None


def pretty(value: Any) -> str:
    """JSON in lines; a sentence as it is."""
    return value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
