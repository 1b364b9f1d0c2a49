"""How much one message holds, and what becomes of the rest."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rematch_notify.domain.subscriptions import Cap, CapPeriod

# What a reader takes in at once, and what the service takes: Telegram 4,096 characters, Slack and Discord about ten.
MOST = {"telegram": 5, "slack": 8, "discord": 8, "apprise": 5, "email": 50, "webhook": 50}
_USUAL = 10


@dataclass(frozen=True, slots=True)
class Share:
    """So many, the best, are told now. The rest is summed up in the same message, or waits for the next one."""

    told: int
    sums_up: bool


def share(due: int, most: int, left: int | None) -> Share:
    """`left`: of the subscription's cap in this period; None without one. With nothing left all waits for the next."""
    if left is None:
        return Share(min(due, most), False)
    told = min(due, most, max(0, left))
    return Share(told, 0 < told == left < due)


def most_of(channel: str) -> int:
    return MOST.get(channel, _USUAL)


def left_of(cap: Cap | None, told: int) -> int | None:
    return None if cap is None else max(0, cap.most - told)


def period(cap_period: CapPeriod, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """When the period that this moment is in began and will end, by the receiver's clock; a week begins on Monday."""
    local = now.astimezone(ZoneInfo(zone))
    if cap_period == "hour":
        # By the absolute clock: when clocks are set back, the same hour comes twice and each is one.
        begun = now - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return begun.astimezone(UTC), (begun + timedelta(hours=1)).astimezone(UTC)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    first = day - timedelta(days=day.weekday()) if cap_period == "week" else day
    # Arithmetic within one zone is by the wall clock: a day may have 23 hours.
    return first.astimezone(UTC), (first + timedelta(days=7 if cap_period == "week" else 1)).astimezone(UTC)
