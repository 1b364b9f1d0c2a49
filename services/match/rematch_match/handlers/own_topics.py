"""Give tenants that ask for it a topic of their own for their matches, and take it back."""

import asyncio
from collections.abc import Awaitable, Callable

from rematch_common.beside import Beside
from rematch_common.clock import Now
from rematch_common.contracts import own_topic_name
from rematch_common.logs import logger
from rematch_match.ports.own_topics import OwnTopics, Wish

log = logger(__name__)
# Makes the topic of that name. Says why, where Kafka refuses to.
Make = Callable[[str], Awaitable[str | None]]
Drain = Callable[[], Awaitable[None]]


class GiveTopics:
    """One process does it at a time. What it is interrupted in goes on with the next look."""

    def __init__(self, own: OwnTopics, make: Make, drain: Drain, now: Now) -> None:
        self._own = own
        self._make = make
        self._drain = drain
        self._now = now
        self._refused: dict[str, str] = {}

    async def __call__(self) -> None:
        for wish in await self._own.due():
            if not wish.own or await self._is_there(own_topic_name(wish.tenant_id)):
                await self._own.switch(wish, self._now())
                await self._move(wish)

    async def _is_there(self, topic: str) -> bool:
        """The tenant stays where it is until there is one; and a person is told so once."""
        reason = await self._make(topic)
        if reason is None:
            self._refused.pop(topic, None)
        elif self._refused.get(topic) != reason:
            self._refused[topic] = reason
            remedy = "make it with `rematch topics --tenant`, or let match's user make topics"
            log.warning("a tenant's own topic can't be made", topic=topic, reason=reason, remedy=remedy)
        return reason is None

    async def _move(self, wish: Wish) -> None:
        """Also when it was done before: then nothing is found to be moved."""
        place = await self._own.move(wish, None, self._now())
        while place is not None:
            await self._drain()
            place = await self._own.move(wish, place, self._now())


class KeepTopics:
    """Gives topics, and has each of those that are in use repaired where it must be. Until cancelled."""

    def __init__(
        self, own: OwnTopics, give: GiveTopics, repair: Callable[[str], Awaitable[None]], seconds: float
    ) -> None:
        self._own = own
        self._give = give
        self._repair = repair
        self._seconds = seconds

    async def __call__(self) -> None:
        repairs = Beside(self._repair)
        try:
            while True:
                await self._give()
                await repairs.keep([own_topic_name(tenant_id) for tenant_id in await self._own.in_use()])
                await repairs.during(asyncio.sleep(self._seconds))
        finally:
            await repairs.close()
