"""Time as an argument: the one place that asks the system what time it is."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]
Monotonic = Callable[[], float]


def utc_now() -> datetime:
    return datetime.now(UTC)


def from_millis(millis: int) -> datetime:
    """A record's timestamp. A producer may have written nonsense: anything out of range is the epoch."""
    try:
        return datetime.fromtimestamp(millis / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


monotonic: Monotonic = time.monotonic
