"""Messages on their way, as DELIVER keeps them: written before they are sent, so that a crash sends the same again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from rematch_notify.domain.ends import End
from rematch_notify.domain.items import Item
from rematch_notify.domain.subscriptions import Subscription


@dataclass(frozen=True, slots=True)
class Taken:
    """One message that is this worker's until the lease ends, and the subscription whose it is, address opened."""

    message_id: UUID
    subscription: Subscription
    items: tuple[Item, ...]
    more: int
    attempt: int
    first_at: datetime
    leased_until: datetime
    traces: tuple[str, ...] = ()
    """Which its items belong to."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many messages to take: of endpoints whose last message arrived, and of those that fail. Apart, so that
    those who hang never take the room of those who don't. `held`: how many of each tenant are under way already, by
    tenant and whether its endpoint fails; of one tenant there are never more than `share`."""

    sound: int
    failing: int
    held: Mapping[tuple[str, bool], int] = field(default_factory=dict)
    share: int = 10_000

    def __bool__(self) -> bool:
        return self.sound > 0 or self.failing > 0


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many subscriptions have something due, and for how many seconds the first of them has."""

    waiting: int
    oldest: float


class Outgoing(Protocol):
    """All methods raise DependencyAway."""

    async def take(self, now: datetime, leased_until: datetime, room: Room) -> Sequence[Taken]:
        """The next messages that are due, each written with the tellings that it holds before it is given; one whose
        lease has ended is given again as it was, without what was withdrawn meanwhile. Never two of one subscription
        at a time. No tenant's many keep another's few waiting: whose fewest are under way has the next turn."""
        ...

    async def settle(self, ends: Sequence[tuple[Taken, End]], now: datetime) -> None:
        """What became of them. Whoever comes after the end of its lease changes nothing, but for what was sent. Of
        endpoints that are closed the owner is told by an alert; what messages have shown to candidates is said with
        the word that they were sent, once."""
        ...

    async def backlog(self, now: datetime) -> Backlog: ...
