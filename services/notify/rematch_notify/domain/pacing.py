"""When something may be told: at once or in a digest, never in the quiet hours, by the receiver's own clock."""

from dataclasses import dataclass
from datetime import time
from typing import Literal

PaceKind = Literal["at_once", "hourly", "daily"]
Quiet = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Pace:
    """`zone` is an IANA name; all times are of its clocks. Quiet hours may go over midnight."""

    kind: PaceKind = "at_once"
    daily_at: time = time(9)
    quiet: Quiet | None = None
    zone: str = "UTC"
