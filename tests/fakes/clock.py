"""A clock that moves when it is told to."""

from dataclasses import dataclass


@dataclass
class FakeClock:
    """See rematch_common.clock.Monotonic. `step`: what every look at it takes."""

    seconds: float = 1000.0
    step: float = 0.0

    def __call__(self) -> float:
        self.seconds += self.step
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds
