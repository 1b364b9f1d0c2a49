"""How much one message holds, and what becomes of the rest."""

from dataclasses import dataclass
from datetime import datetime

from rematch_notify.domain.pacing import after_quiet, period
from rematch_notify.domain.subscriptions import Cap, Subscription

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


def plan(subscription: Subscription, due: int, told: int, now: datetime) -> Share | datetime:
    """What the next message holds of what is due, or until when all of it waits: for the end of the quiet hours, or
    for the next period of a cap that is used up. `told`: so many in this period."""
    after = after_quiet(subscription.pace, now)
    if after > now:
        return after
    cap = subscription.cap
    now_told = share(due, most_of(subscription.channel), left_of(cap, told))
    if now_told.told or cap is None:
        return now_told
    _, end = period(subscription.pace.zone, cap.period, now)
    return after_quiet(subscription.pace, end)


def counted_from(subscription: Subscription, now: datetime) -> datetime | None:
    """Since when what was told counts against the cap."""
    cap = subscription.cap
    return period(subscription.pace.zone, cap.period, now)[0] if cap else None
