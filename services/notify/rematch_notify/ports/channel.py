"""A way to somebody. What goes wrong there is one of three things."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from rematch_notify.domain.items import Item


class Refused(Exception):
    """This message will never be taken; the receiver is there all the same."""


class Gone(Exception):
    """The receiver is there no more, or wants nothing more: 403, 410, a bot that is blocked."""


class Later(Exception):
    """Not now. `after`: seconds that the receiver asks for."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: the same id and content however often it is sent. `at`: when it was written. `more`: so many others
    are not in it. `of_many`: it may be about several people, so that each item says whose it is. `links`: of items by
    `link_name`, and of the message by their own names (unsubscribe)."""

    message_id: UUID
    tenant_id: str
    subscription_id: UUID
    at: datetime
    subject: str
    items: tuple[Item, ...]
    more: int = 0
    kind: Literal["matches", "alert", "test"] = "matches"
    of_many: bool = False
    links: Mapping[str, str] = field(default_factory=dict)


def link_name(deed: str, match_id: UUID) -> str:
    """Under which name a message has the link that does this with this match."""
    return f"{deed}/{match_id}"


@dataclass(frozen=True, slots=True)
class Target:
    """Where it goes. Never logged."""

    address: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)
    language: str = "en"


class Channel(Protocol):
    """Raises Refused, Gone or Later; anything else is a bug."""

    name: str

    async def send(self, message: Message, to: Target) -> int:
        """Gives how many of its items, the first ones, the receiver has before them."""
        ...
