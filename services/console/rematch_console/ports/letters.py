"""The dead-letter queues."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rematch_common.dead_letters.choosing import Choice, Found
from rematch_common.dead_letters.going_back import Result, Wish
from rematch_common.records import Record


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dead letter lies."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Mending:
    """A dead letter, the value that it is to have, and the id of the key of who says so."""

    place: Place
    value: bytes
    by: str


class DeadLetters(Protocol):
    """Whoever was erased is neither shown nor sent back. Raises DependencyAway; NoSuchQueue where there is none."""

    async def groups(self) -> Found: ...

    async def newest(self, choice: Choice, limit: int) -> Sequence[tuple[Record, bool]]:
        """The newest first, each with whether it went back already."""
        ...

    async def one(self, place: Place) -> tuple[Record, bool] | None: ...

    async def redrive(self, wish: Wish) -> Result:
        """Send them to the retry topics of their consumers."""
        ...

    async def redrive_one(self, place: Place) -> str:
        """To which topic it went. Raises InvalidRecord, and KeyError when nothing lies there."""
        ...

    async def mend(self, mending: Mending) -> str:
        """The same with another value. Raises InvalidRecord, which names the field, for one that would fail again."""
        ...


class NoSuchQueue(LookupError):
    """There is no such dead-letter queue."""
