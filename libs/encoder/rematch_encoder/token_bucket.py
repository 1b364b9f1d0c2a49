"""So many calls a minute and no more, whichever threads make them."""

from collections.abc import Callable
from threading import Lock


class TokenBucket:
    """Tokens drip in evenly; up to `burst` of them wait for who comes after a quiet time."""

    def __init__(self, per_minute: float, clock: Callable[[], float], burst: int = 1) -> None:
        if per_minute <= 0 or burst < 1:
            raise ValueError(f"{per_minute} calls a minute in bursts of {burst} would never let a call through")
        self._interval = 60 / per_minute
        self._reserve = (burst - 1) * self._interval
        self._clock = clock
        self._next = float("-inf")
        self._lock = Lock()

    def take(self) -> float:
        """Take the next token; the seconds until it is there, which the caller waits before it calls."""
        with self._lock:
            now = self._clock()
            turn = max(self._next, now - self._reserve)
            self._next = turn + self._interval
            return max(0.0, turn - now)
