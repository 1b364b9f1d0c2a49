"""How often a host is asked: never more than once in so many seconds, whoever in this process asks."""

import random
import threading
import time
from collections.abc import Callable

from rematch_devstack.collect.wanted import Stopped

Wait = Callable[[float], None]
"""Waits so many seconds; raises Stopped when it is told to stop."""
_LONGEST_BACK_OFF = 120.0


def waiting(stop: threading.Event) -> Wait:
    def wait(seconds: float) -> None:
        if stop.wait(max(0.0, seconds)):
            raise Stopped

    return wait


class Pace:
    """Gives everybody a turn of their own: whoever comes early waits until theirs."""

    def __init__(self, wait: Wait, now: Callable[[], float] = time.monotonic) -> None:
        self._wait = wait
        self._now = now
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}

    def turn(self, host: str, seconds: float) -> None:
        """Return when the host may be asked, at least so many seconds after it was asked before."""
        with self._lock:
            now = self._now()
            at = max(now, self._next.get(host, now))
            self._next[host] = at + seconds
        self._wait(at - now)


def back_off(attempt: int, rnd: Callable[[], float] = random.random) -> float:
    """Seconds before the n-th attempt more (1, 2, …): twice as long each time, within a half more or less."""
    return min(_LONGEST_BACK_OFF, 2.0 ** min(attempt, 16)) * (0.5 + rnd())
