"""Take in what people told of themselves, of those whom match knows alone."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rematch_common.clock import Now
from rematch_devstack.fairness.categories import Attributes, Key

Known = Callable[[], Awaitable[frozenset[Key]]]
"""Whom match knows and has not forgotten."""


class Kept(Protocol):
    """What people told of themselves. All methods raise DependencyAway."""

    async def put(self, told: Mapping[Key, Attributes], source: str, at: datetime) -> None:
        """In place of what was there; who says neither is taken out."""
        ...

    async def take_out(self, people: Collection[Key]) -> int:
        """How many of them were there."""
        ...


@dataclass(frozen=True, slots=True)
class Imported:
    """`unsaid`: of these what was there is gone. `unknown`: match knows nobody of the id, or has forgotten them."""

    people: int
    unsaid: int
    unknown: int


async def take_in(told: Mapping[Key, Attributes], source: str, kept: Kept, known: Known, now: Now) -> Imported:
    """Written first and looked at again then: who is erased meanwhile is either seen to be gone here, or taken out by
    match, which comes upon what is written."""
    before = await known()
    mine = {key: one for key, one in told.items() if key in before}
    await kept.put(mine, source, now())
    gone = mine.keys() - await known()
    await kept.take_out(gone)
    left = {key: one for key, one in mine.items() if key not in gone}
    said = sum(map(bool, left.values()))
    return Imported(said, len(left) - said, len(told) - len(left))
