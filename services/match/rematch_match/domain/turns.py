"""So many calls a minute and no more: whose turn it is when."""

from rematch_common.clock import Monotonic


class Turns:
    """A token bucket: turns come evenly, up to `burst` of them at once after a quiet time."""

    def __init__(self, now: Monotonic, per_minute: float, burst: int = 1) -> None:
        self._now = now
        self._interval = 60 / per_minute
        self._reserve = (burst - 1) * self._interval
        self._next = float("-inf")
        self._held_until = float("-inf")

    def take(self, patience: float) -> float | None:
        """Seconds until the turn that is now the caller's. None: it would be too long, and no turn was taken."""
        now = self._now()
        turn = max(self._next, now - self._reserve, self._held_until)
        if turn - now > patience:
            return None
        self._next = turn + self._interval
        return max(0.0, turn - now)

    def far(self, patience: float) -> bool:
        """Whether a turn would be too far off."""
        return max(self._next, self._held_until) - self._now() > patience

    def hold(self, seconds: float) -> None:
        """Nobody's turn comes sooner than that."""
        self._held_until = max(self._held_until, self._now() + seconds)
