"""Leaves alone what failed several times in a row, and lets one call try it again after a pause."""

from typing import Literal

from rematch_common.clock import Monotonic

State = Literal["closed", "half-open", "open"]


class Breaker:
    """Closed: calls go through. Open, after `failures` in a row: none does. Half-open, `pause` seconds later: one does.

    Whoever was admitted says `succeeded` or `failed`; a trial of which nothing is heard is over after another pause.
    """

    def __init__(self, now: Monotonic, failures: int, pause: float) -> None:
        self._now = now
        self._limit = failures
        self._pause = pause
        self._failures = 0
        self._next_trial: float | None = None

    @property
    def state(self) -> State:
        if self._next_trial is None:
            return "closed"
        return "open" if self._now() < self._next_trial else "half-open"

    def admits(self) -> bool:
        """Whether a call may be made now. Half-open it is the trial, and until that has ended there is no other."""
        if self._next_trial is None:
            return True
        if self._now() < self._next_trial:
            return False
        self._next_trial = self._now() + self._pause
        return True

    def succeeded(self) -> None:
        self._failures, self._next_trial = 0, None

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= self._limit:
            self._next_trial = self._now() + self._pause
