"""Which model is in force, by the switches that led there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Why = Literal["promoted", "rolled_back", "quality_dropped"]


@dataclass(frozen=True, slots=True)
class Switch:
    """`number`: of the model from then on in force; None: none is."""

    number: int | None
    why: Why
    at: datetime


def in_force(switches: Sequence[Switch]) -> int | None:
    """`switches`: the oldest first."""
    return switches[-1].number if switches else None


def taken_back_at(switches: Sequence[Switch]) -> datetime | None:
    """When a model was taken back, if none has been promoted since."""
    return switches[-1].at if switches and switches[-1].why != "promoted" else None


def before_that(switches: Sequence[Switch]) -> int | None:
    """What was in force before the model that is: rolled back again and again it ends where everything began."""
    number = in_force(switches)
    came = next(at for at, switch in enumerate(switches) if switch.number == number and switch.why == "promoted")
    return switches[came - 1].number if came else None
