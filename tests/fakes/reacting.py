"""What receivers say, in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from rematch_notify.domain.links import Link


@dataclass
class FakeReactions:
    """See rematch_notify.ports.links.Reactions. `known`: whether there is anything to say it of."""

    known: bool = True
    said: list[str] = field(default_factory=list)

    async def unsubscribe(self, link: Link, now: datetime) -> bool:
        return await self.react(link, now)

    async def react(self, link: Link, now: datetime) -> bool:
        if self.known:
            self.said.append(link.deed)
        return self.known
