"""A channel, links and a way to send, in memory."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from rematch_notify.domain.ends import End, Sent
from rematch_notify.domain.links import Link
from rematch_notify.ports.channel import Message, Target
from rematch_notify.ports.outgoing import Taken


@dataclass
class FakeChannel:
    """See rematch_notify.ports.channel.Channel. `fails`: what it raises, each once, before it takes anything."""

    name: str = "email"
    fails: list[Exception] = field(default_factory=list)
    sent: list[tuple[Message, Target]] = field(default_factory=list)

    async def send(self, message: Message, to: Target) -> int:
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append((message, to))
        return len(message.items)


class FakeLinks:
    """See rematch_notify.ports.links.Links."""

    def __init__(self) -> None:
        self._made: list[Link] = []

    def url(self, link: Link) -> str:
        if link not in self._made:
            self._made.append(link)
        return f"https://jobs.example.org/l/{self._made.index(link)}"

    def read(self, token: str) -> Link:
        return self._made[int(token)]


@dataclass
class FakeSend:
    """What Deliver sends with. Subscriptions in `held` wait for their event; `ends` says how those end that don't
    arrive."""

    held: dict[int, asyncio.Event] = field(default_factory=dict)
    ends: dict[int, End] = field(default_factory=dict)
    sent: dict[int, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    at_once: int = 0
    most_at_once: int = 0

    async def __call__(self, taken: Taken) -> End:
        number = taken.subscription.subscription_id.int
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if number in self.held:
                await self.held[number].wait()
            self.sent[number].append(taken.message_id)
            return self.ends.get(number, Sent())
        finally:
            self.at_once -= 1


@dataclass
class Clock:
    """A time that a test moves."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now
