"""Links that nobody can make up, and what is done when one is followed."""

from datetime import datetime
from typing import Protocol

from rematch_notify.domain.links import Link


class NotALink(Exception):
    """Made up, cut off, or of a deployment with another key."""


class Links(Protocol):
    """Links of this deployment."""

    def url(self, link: Link) -> str:
        """The same address for the same link. Nothing of it can be read without the deployment's key."""
        ...

    def read(self, token: str) -> Link:
        """What the last part of an address stands for. Raises NotALink; whether it has expired is the caller's to
        see."""
        ...


class Reactions(Protocol):
    """What receivers say. All methods raise DependencyAway, and give whether there is anything to say it of: who was
    forgotten is not known any more. The same again is harmless."""

    async def unsubscribe(self, link: Link, now: datetime) -> bool: ...

    async def react(self, link: Link, now: datetime) -> bool:
        """A MatchFeedback, if the match was told there."""
        ...
