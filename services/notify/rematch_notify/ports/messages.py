"""Messages of a subscription, for whoever looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from rematch_notify.domain.items import Item
from rematch_notify.domain.subscriptions import Ref

MessageState = Literal["sending", "sent", "undeliverable"]


@dataclass(frozen=True, slots=True)
class SentMessage:
    """`answer`: what the receiver's side said last; `more`: others that were not in it."""

    message_id: UUID
    state: MessageState
    attempts: int
    first_at: datetime
    next_at: datetime
    sent_at: datetime | None
    answer: str
    more: int
    items: Sequence[Item]


class Messages(Protocol):
    async def of(self, ref: Ref, before: tuple[datetime, UUID] | None, limit: int) -> Sequence[SentMessage]:
        """The newest first, those that come after one of that time and id. Raises DependencyAway."""
        ...
