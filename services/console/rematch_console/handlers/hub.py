"""One frame a second for however many watch: made once, and only while somebody does."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

# Seconds that a watcher waits at most for a sign that the line still holds.
_SIGN = 15.0
Frame = bytes
Frames = AsyncGenerator[Frame, None]


class Hub:
    """`publish` gives a frame to all who watch. Who is slow misses frames, and holds nobody up: none wait in line."""

    def __init__(self) -> None:
        self.watchers = 0
        self._frame: Frame = b""
        self._fresh: asyncio.Event = asyncio.Event()

    def publish(self, frame: Frame) -> None:
        fresh, self._fresh, self._frame = self._fresh, asyncio.Event(), frame
        fresh.set()

    async def watch(self) -> Frames:
        """Frames from now on; an empty one where nothing has come for a while."""
        self.watchers += 1
        try:
            while True:
                yield await self._next()
        finally:
            self.watchers -= 1

    async def _next(self) -> Frame:
        fresh = self._fresh
        try:
            async with asyncio.timeout(_SIGN):
                await fresh.wait()
        except TimeoutError:
            return b""
        return self._frame


def event(kind: str, data: bytes) -> Frame:
    """A server-sent event; the data is JSON, which has no line breaks of its own."""
    return b"event: " + kind.encode() + b"\ndata: " + data + b"\n\n"


async def as_sent(frames: Frames, allowed: Callable[[], bool]) -> Frames:
    """Frames as they go out, while they may: a first line at once, and a comment where there is nothing to say. Who
    goes away is counted no longer from that moment on."""
    async with aclosing(frames):
        yield b": watching\n\n"
        async for frame in frames:
            if not allowed():
                return
            yield frame or b": still here\n\n"
