"""Leaves alone what has failed several times in a row, and lets one call try it again after a pause."""

import logging
from collections.abc import Callable
from threading import Lock

log = logging.getLogger(__name__)


class CircuitBreaker:
    """Closed: calls go through. Open, after `failures` in a row: none does. After `pause` seconds half-open: one does.

    Whoever was allowed says `succeeded` or `failed`; a trial of which nothing is heard is over after another pause.
    """

    def __init__(self, name: str, clock: Callable[[], float], failures: int = 3, pause: float = 30.0) -> None:
        self._name = name
        self._clock = clock
        self._limit = failures
        self._pause = pause
        self._failures = 0
        self._next_trial: float | None = None
        self._lock = Lock()

    @property
    def open(self) -> bool:
        """Whether the last that was heard is bad."""
        return self._next_trial is not None

    def allows(self) -> bool:
        with self._lock:
            if self._next_trial is None:
                return True
            if self._clock() < self._next_trial:
                return False
            self._next_trial = self._clock() + self._pause
            return True

    def remaining(self) -> float:
        """Seconds until the next trial."""
        with self._lock:
            return 0.0 if self._next_trial is None else max(0.0, self._next_trial - self._clock())

    def succeeded(self) -> None:
        with self._lock:
            if self._next_trial is not None:
                log.info("%s answers again", self._name)
            self._failures, self._next_trial = 0, None

    def failed(self, asked: float = 0.0) -> None:
        """`asked`: for so many seconds it asked to be left alone, however often it failed."""
        with self._lock:
            self._failures += 1
            if self._failures < self._limit and not asked:
                return
            pause = max(self._pause, asked)
            if self._next_trial is None:
                log.warning("%s failed %d times in a row: left alone for %g s", self._name, self._failures, pause)
            self._next_trial = self._clock() + pause
