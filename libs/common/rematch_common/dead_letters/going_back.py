"""A dead letter on its way back, what is wished, and what came of it."""

from collections import Counter
from dataclasses import dataclass, field, replace

from rematch_common.dead_letter import redrive
from rematch_common.dead_letters.choosing import REDRIVEN_FROM, Choice
from rematch_common.records import Outgoing, Record


@dataclass(frozen=True, slots=True)
class Wish:
    """Which dead letters are to go back: at most so many, the oldest first; `again`: also those that went before."""

    choice: Choice
    limit: int | None = None
    again: bool = False


@dataclass(slots=True)
class Result:
    """What became of the dead letters that were chosen."""

    redriven: int = 0
    before: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def told(self) -> str:
        records = "1 record" if self.redriven == 1 else f"{self.redriven:,} records"
        before = f", {self.before:,} had been redriven before" if self.before else ""
        return f"{records} redriven{before}"


def outgoing(record: Record) -> Outgoing:
    """The record on its way back, with where it lay. Raises InvalidRecord when there is no way."""
    back = redrive(record)
    return replace(back, headers=(*back.headers, (REDRIVEN_FROM, record.coordinates.encode())))
