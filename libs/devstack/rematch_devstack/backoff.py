"""How long a service that ended waits before it is started again."""

from collections.abc import Callable
from dataclasses import dataclass

# sysexits.h, EX_TEMPFAIL: a service leaves with it when something it depends on is away.
DEPENDENCY_AWAY = 75


@dataclass(frozen=True)
class Backoff:
    """Exponential with jitter; a service that stayed up for `stable` seconds starts over at `first`."""

    first: float = 0.3
    longest: float = 15.0
    stable: float = 30.0
    away: float = 0.5

    def delay(self, failures: int, exit_code: int, random: Callable[[], float]) -> float:
        """Seconds to wait after the n-th failure in a row (1, 2, ...). `random` gives [0, 1)."""
        jitter = 0.75 + random() / 2
        if exit_code == DEPENDENCY_AWAY:
            return self.away * jitter
        return min(self.longest, self.first * float(2 ** min(failures - 1, 16))) * jitter

    def failures(self, before: int, exit_code: int, lived: float) -> int:
        """The failures in a row, this one counted; being without a dependency is not one."""
        if lived >= self.stable:
            before = 0
        return before if exit_code == DEPENDENCY_AWAY else before + 1
