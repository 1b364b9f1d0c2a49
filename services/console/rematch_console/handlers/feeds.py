"""Matches as they are told, for who may see them: one line to notify for each key, however many watch with it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

import orjson

from rematch_common.errors import DependencyAway
from rematch_common.logs import bug, logger
from rematch_console.domain.cards import card
from rematch_console.handlers.hub import Frame, Hub, event
from rematch_console.ports.services import Refused, Services

log = logger(__name__)
# Seconds: between two frames, and until a line that broke is laid anew. And matches of one frame: the last ones.
_EVERY, _AGAIN, _MOST = 1.0, 2.0, 30


class Feeds:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._feeds: dict[str, _Feed] = {}

    async def watch(self, key: str) -> AsyncGenerator[Frame, None]:
        feed = self._feeds.get(key)
        if feed is None:
            feed = self._feeds[key] = _Feed(self._services, key)
        try:
            async with aclosing(feed.hub.watch()) as frames:
                async for frame in frames:
                    yield frame
        finally:
            if not feed.hub.watchers and self._feeds.get(key) is feed:
                del self._feeds[key]
                feed.stop()

    @property
    def open(self) -> int:
        return len(self._feeds)


class _Feed:
    """What one key sees."""

    def __init__(self, services: Services, key: str) -> None:
        self.hub = Hub()
        self._services = services
        self._key = key
        self._fresh: list[dict[str, object]] = []
        self._tasks = [asyncio.create_task(self._hear()), asyncio.create_task(self._tell())]

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def _hear(self) -> None:
        while True:
            try:
                async for _, data in self._services.events(self._key, "notify", "/v1/stream"):
                    self._take(data)
            except (DependencyAway, Refused) as error:
                log.info("no matches to be heard", reason=str(error))
            except Exception as error:
                log.error("the line of matches failed", **bug(error))
            await asyncio.sleep(_AGAIN)

    def _take(self, data: str) -> None:
        with suppress(orjson.JSONDecodeError, AttributeError):
            if (found := card(orjson.loads(data))) is not None:
                self._fresh = [*self._fresh[1 - _MOST :], found]

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            if self._fresh:
                fresh, self._fresh = self._fresh, []
                self.hub.publish(event("matches", orjson.dumps(fresh)))
