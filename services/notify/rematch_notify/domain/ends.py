"""What became of one try to send a message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rematch_notify.domain.backoff import Draw, is_dead, next_try


@dataclass(frozen=True, slots=True)
class Sent:
    """It has arrived. `items`: so many of them, the first ones, are what the receiver has before them."""

    items: int = 0
    outcome: Literal["sent"] = "sent"


@dataclass(frozen=True, slots=True)
class Again:
    """It is tried again then. `counts`: it was tried; not so when there was no token for it."""

    next_at: datetime
    why: str
    counts: bool = True
    outcome: Literal["again"] = "again"


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """This message will never arrive; the next one may."""

    why: str
    outcome: Literal["undeliverable"] = "undeliverable"


@dataclass(frozen=True, slots=True)
class Closed:
    """Nothing more goes there until somebody resumes it, and its owner is told."""

    outcome: Literal["off", "unlinked"]
    why: str


End = Sent | Again | Undeliverable | Closed


@dataclass(frozen=True, slots=True)
class Tried:
    """How often a message was tried before, since when, and since when its endpoint has done nothing but fail."""

    attempt: int
    first_at: datetime
    failing_since: datetime | None


def after_failure(tried: Tried, why: str, after: float | None, now: datetime, draw: Draw) -> Again | Closed:
    """A day of nothing but failures, or of trying this message, is enough."""
    at = next_try(tried.attempt, after, tried.first_at, now, draw)
    if at is None or is_dead(tried.failing_since, now):
        return Closed("off", f"nothing but failures for a day: {why}")
    return Again(at, why)


def after_refusal(tried: Tried, why: str, now: datetime) -> Undeliverable | Closed:
    if is_dead(tried.failing_since, now):
        return Closed("off", f"nothing but failures for a day: {why}")
    return Undeliverable(why)
