"""Liveness is progress; readiness is assigned and polling. Nothing that is away makes a pod be killed."""

from asyncio import Event
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rematch_common.clock import Monotonic, monotonic


@dataclass(slots=True)
class Pulse:
    """What one consumer tells about itself. Mutable on purpose: it is written by the loop, read by the API.

    The loop beats while it works, waits for a dependency, or is paused; it stops when the agent is gone.
    Standing still under lag is told apart: records wait, the loop turns, and nothing is finished.
    """

    patience: float = 60.0
    needed: bool = True
    """Whether the process is unready without it."""
    now: Monotonic = monotonic
    state: str = "starting"
    assigned: bool = False
    last_beat: float = 0.0
    last_progress: float = 0.0
    lag: int = 0
    committed: int = 0
    working: bool = False
    last_work: float = 0.0

    def __post_init__(self) -> None:
        self.last_beat = self.last_progress = self.last_work = self.now()

    def work(self, working: bool) -> None:
        """Called when a batch is taken up, and when it is done with."""
        self.working, self.last_work = working, self.now()

    def quiet_for(self, seconds: float) -> bool:
        """Whether nothing has come for so long."""
        return not self.working and self.now() - self.last_work >= seconds

    def beat(self) -> None:
        self.last_beat = self.now()

    def observe(self, lag: int, committed: int) -> None:
        """Called about once a second: how many records wait, and the sum of what is committed.

        Only a commit that moves is progress under lag: records can be handled for ever while commits are stuck.
        """
        if lag == 0 or committed != self.committed:
            self.last_progress = self.now()
        self.lag, self.committed = lag, committed

    def hold(self) -> None:
        """Called while what waits has to wait on purpose: nobody stands still."""
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
    """The pulses of one process, by consumer, and whether all that it needs has answered once: `started`."""

    pulses: Mapping[str, Pulse]
    started: Event = field(default_factory=Event)
    details: dict[str, Callable[[], object]] = field(default_factory=dict)
    """What else is shown, by name, to anybody who asks; it makes nobody unready."""

    def alive(self) -> bool:
        return all(pulse.alive() for pulse in self.pulses.values())

    def ready(self) -> bool:
        return self.started.is_set() and all(pulse.ready() for pulse in self.pulses.values() if pulse.needed)

    def report(self) -> dict[str, object]:
        return {
            name: {"state": pulse.state, "assigned": pulse.assigned, "lag": pulse.lag}
            for name, pulse in self.pulses.items()
        }
