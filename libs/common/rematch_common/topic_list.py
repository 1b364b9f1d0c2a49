"""Topics that come and go while a service runs: found by their names, looked for again and again."""

import asyncio
from collections.abc import Awaitable, Callable

from rematch_common.contracts import Topic


class TopicList:
    """Those among all topics whose name is one of these; each is read as `like` is. See rematch_common.renewing.

    A broker that has just started may not know of its topics yet: what it says counts once it knows of `like`.
    """

    def __init__(
        self, like: Topic, is_one: Callable[[str], bool], there: Callable[[], Awaitable[frozenset[str]]]
    ) -> None:
        self.like = like
        self._is_one = is_one
        self._there = there
        self._names: frozenset[str] = frozenset()
        self._changed = asyncio.Event()

    @property
    def names(self) -> frozenset[str]:
        return self._names

    async def look(self) -> None:
        """Raises DependencyAway."""
        there = await self._there()
        found = frozenset(filter(self._is_one, there))
        if self.like.name in there and found != self._names:
            self._names = found
            self._changed.set()
            self._changed = asyncio.Event()

    async def other_than(self, names: frozenset[str]) -> None:
        """Return once they are others."""
        while self._names == names:
            await self._changed.wait()
