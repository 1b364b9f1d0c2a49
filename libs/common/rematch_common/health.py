"""Liveness is progress; readiness is assigned and polling. Nothing that is away makes a pod be killed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rematch_common.clock import Monotonic, monotonic


@dataclass(slots=True)
class Pulse:
    """What one consumer tells about itself. Mutable on purpose: it is written by the loop, read by the API.

    The loop beats while it works, waits for a dependency, or is paused; it stops when the agent is gone.
    Standing still under lag is told apart: records wait, the loop turns, and nothing is finished.
    """

    patience: float = 60.0
    now: Monotonic = monotonic
    state: str = "starting"
    assigned: bool = False
    last_beat: float = 0.0
    last_progress: float = 0.0
    lag: int = 0
    facts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.last_beat = self.last_progress = self.now()

    def beat(self) -> None:
        self.last_beat = self.now()

    def progressed(self) -> None:
        self.last_beat = self.last_progress = self.now()

    def observe_lag(self, lag: int) -> None:
        """Called about once a second with the number of records that wait. No lag is progress, too."""
        self.lag = lag
        if lag == 0:
            self.last_progress = self.now()

    def alive(self) -> bool:
        if self.state == "dead":
            return False
        if self.state == "starting":
            return True
        now = self.now()
        # Whoever is paused stands still on purpose, for as long as it takes somebody to look.
        standing_still = self.state == "running" and now - self.last_progress >= self.patience
        return now - self.last_beat < self.patience and not standing_still

    def ready(self) -> bool:
        return self.assigned and self.state == "running" and self.alive()


@dataclass(frozen=True, slots=True)
class Health:
    """The pulses of one process, by consumer; a process without consumers is ready once it serves."""

    pulses: Mapping[str, Pulse]

    def alive(self) -> bool:
        return all(pulse.alive() for pulse in self.pulses.values())

    def ready(self) -> bool:
        return all(pulse.ready() for pulse in self.pulses.values())

    def report(self) -> dict[str, object]:
        return {
            name: {"state": pulse.state, "assigned": pulse.assigned, "lag": pulse.lag, **pulse.facts}
            for name, pulse in self.pulses.items()
        }
