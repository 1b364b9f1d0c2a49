"""Messages on their way, as DELIVER keeps them: written before they are sent, so that a crash sends the same again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from rematch_notify.domain.items import Item
from rematch_notify.domain.subscriptions import State, Subscription


@dataclass(frozen=True, slots=True)
class Taken:
    """One message that is this worker's until the lease ends, and the subscription whose it is, address opened."""

    message_id: UUID
    subscription: Subscription
    items: tuple[Item, ...]
    more: int
    attempt: int
    first_at: datetime


class Outgoing(Protocol):
    """All methods raise DependencyAway."""

    async def take(self, now: datetime, leased_until: datetime) -> Taken | None:
        """The next due subscription's message, written with the tellings that it holds before it is given; one whose
        lease has ended is given again as it was. Never two of one subscription at a time."""
        ...

    async def sent(self, taken: Taken, now: datetime) -> None:
        """Its tellings are told."""
        ...

    async def again(self, taken: Taken, next_at: datetime, answer: str) -> None: ...

    async def undeliverable(self, taken: Taken, answer: str, now: datetime) -> None: ...

    async def unlink(self, taken: Taken, state: State, why: str, now: datetime) -> None:
        """Nothing more goes there until somebody resumes it; the owner is told by an alert."""
        ...
