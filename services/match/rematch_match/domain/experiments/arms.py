"""An experiment with how verdicts are asked for and counted: its arms, and which of them a person is in."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

_WHOLE = 2.0**64


@dataclass(frozen=True, slots=True)
class Arm:
    """One way among several. `weight` and `ceiling` are its blend, `prompt` a prompt's version; what is None is as
    without the experiment."""

    name: str
    share: float = 1.0
    weight: float | None = None
    ceiling: float | None = None
    prompt: str | None = None

    @property
    def blends(self) -> bool:
        return self.weight is not None or self.ceiling is not None


@dataclass(frozen=True, slots=True)
class Experiment:
    """Whoever is told of a match from `start` on is in one of the arms, by their shares. The first is what the others
    are compared with."""

    name: str
    arms: tuple[Arm, ...]
    start: datetime

    @property
    def blends(self) -> bool:
        """Whether a tenant that has chosen a blend of its own would not get what its people's arms say."""
        return any(arm.blends for arm in self.arms)


def arm_of(experiment: Experiment, tenant: str, candidate: str) -> Arm:
    """Always the same one for a person. The name is hashed with them, so that who is together in one experiment is
    spread over the arms of the next."""
    place = _place(f"{experiment.name}/{tenant}/{candidate}") * sum(arm.share for arm in experiment.arms)
    for arm in experiment.arms:
        place -= arm.share
        if place < 0:
            return arm
    return experiment.arms[-1]


def _place(text: str) -> float:
    """From 0 to 1, evenly."""
    return int.from_bytes(sha256(text.encode()).digest()[:8]) / _WHOLE
