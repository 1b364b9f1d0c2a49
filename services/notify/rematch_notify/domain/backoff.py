"""When a message is tried again, and when there is no more trying."""

from collections.abc import Callable
from datetime import datetime, timedelta

FIRST, LONGEST = 5.0, 4 * 3_600.0
# So long a message is tried, and so long an endpoint may fail before nothing more is sent there.
PATIENCE = timedelta(hours=24)
_GROWS = 3.0
# The longest that an endpoint may ask to be left alone: else one header would put a message off for a year.
_LONGEST_WISH = 6 * 3_600.0
# A number between two, drawn: `random.uniform`.
Draw = Callable[[float, float], float]


def pause(attempt: int, after: float | None, draw: Draw) -> float:
    """Seconds until the next try, after so many: full jitter, so that what failed together does not come back together;
    never sooner than the endpoint asks."""
    ceiling = min(LONGEST, FIRST * _GROWS ** min(attempt, 20))
    wished = min(max(0.0, after or 0.0), _LONGEST_WISH)
    return wished + draw(min(FIRST, ceiling), ceiling)


def next_try(attempt: int, after: float | None, first_at: datetime, now: datetime, draw: Draw) -> datetime | None:
    """None when the day is over: it is undeliverable."""
    at = now + timedelta(seconds=pause(attempt, after, draw))
    # The last try is at the end of the day itself, so that no long pause cuts the day short.
    last = first_at + PATIENCE
    if now >= last:
        return None
    return min(at, last)


def is_dead(failing_since: datetime | None, now: datetime) -> bool:
    """Whether an endpoint has done nothing but fail for a day."""
    return failing_since is not None and now - failing_since >= PATIENCE
