"""The copies of people's records that lie in Kafka, beside their topics: dead letters, and those that went back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rematch_ingest.domain.erasures import Asked


@dataclass(frozen=True, slots=True)
class Left:
    """Of one erased person: how many copies there were, how many of them nobody can read any more, and when the last
    of them is gone from the broker's disks."""

    found: int
    deleted: int
    gone_by: datetime


class DeadLetters(Protocol):
    async def left(self, erasures: Sequence[Asked]) -> Mapping[str, Left]:
        """By the person's key; nothing of whom nothing was found. What Kafka allows to be taken out is taken out.
        Raises DependencyAway, and for a topic that keeps what it has without end."""
        ...
