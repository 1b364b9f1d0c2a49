"""When something may be told: at once or in a digest, never in the quiet hours, by the receiver's own clock.

Twice a year a clock skips an hour or has one twice. A time that is skipped is taken as if the clock had not been
changed yet; of a time that comes twice a digest takes the first, and the end of quiet hours the second.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

PaceKind = Literal["at_once", "hourly", "daily"]
Period = Literal["hour", "day", "week"]
Quiet = tuple[time, time]
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """`zone` is an IANA name; all times are of its clocks. Quiet hours may go over midnight."""

    kind: PaceKind = "at_once"
    daily_at: time = time(9)
    quiet: Quiet | None = None
    zone: str = "UTC"


def clock_of(zone: str) -> ZoneInfo:
    """Of a zone that this machine doesn't know UTC: one subscription that is told at the wrong hour must not keep all
    others from being told at all."""
    try:
        return ZoneInfo(zone)
    except (ValueError, OSError, KeyError):  # a folder's name, a path out of it, and what isn't there
        return ZoneInfo("UTC")


def due_at(pace: Pace, now: datetime) -> datetime:
    """When that which has come in now may be told."""
    zone = clock_of(pace.zone)
    if pace.kind == "hourly":
        due = _hour(zone, now) + _HOUR
    elif pace.kind == "daily":
        today = now.astimezone(zone).date()
        due = next(at for day in range(3) if (at := instant(zone, today + day * _DAY, pace.daily_at)) > now)
    else:
        due = now
    return after_quiet(pace, due)


def after_quiet(pace: Pace, due: datetime) -> datetime:
    """The same moment, or the end of the quiet hours that it lies in."""
    if pace.quiet is None:
        return due
    zone = clock_of(pace.zone)
    today = due.astimezone(zone).date()
    for day in (today - _DAY, today):
        begin, end = _night(zone, day, pace.quiet)
        if begin <= due < end:
            return end
    return due


def period(zone_name: str, kind: Period, now: datetime) -> tuple[datetime, datetime]:
    """The hour, day or week of this clock that it is now: from when, and until when. Weeks begin on Mondays."""
    zone = clock_of(zone_name)
    if kind == "hour":
        return _hour(zone, now), _hour(zone, now) + _HOUR
    today = now.astimezone(zone).date()
    first, days = (today, 1) if kind == "day" else (today - today.weekday() * _DAY, 7)
    return instant(zone, first, time()), instant(zone, first + days * _DAY, time())


def instant(zone: ZoneInfo, day: date, at: time, last: bool = False) -> datetime:
    """When it is this time on this day there; of a time that comes twice the first, or the last."""
    first, second = (datetime.combine(day, at, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return second if last and second > first else first


def _night(zone: ZoneInfo, day: date, quiet: Quiet) -> tuple[datetime, datetime]:
    """The quiet hours that begin on this day."""
    begin, end = quiet
    return instant(zone, day, begin), instant(zone, day if begin < end else day + _DAY, end, last=True)


def _hour(zone: ZoneInfo, now: datetime) -> datetime:
    """The beginning of the hour there. Not every zone is whole hours away from UTC."""
    local = now.astimezone(zone)
    return now.astimezone(UTC) - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
