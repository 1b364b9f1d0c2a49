"""When an index is built: once enough has come that is not in it, and it has become quiet."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rematch_common.errors import DependencyAway
from rematch_common.logs import logger

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """Vectors without an index that are bearable, seconds without a write that are quiet, and how long to wait for it.

    So many vectors cost a search a millisecond or two; a bulk load that goes on is left to come to its end."""

    enough: int = 5_000
    quiet: float = 2.0
    patience: float = 60.0


USUAL = Pace()


class Pacer:
    """Builds in the background of whoever starts it."""

    def __init__(self, pace: Pace, build: Callable[[int], Awaitable[None]]) -> None:
        self._pace = pace
        self._build = build
        self._due, self._wrote = asyncio.Event(), asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep_on())

    async def stop(self) -> None:
        """Also what is being built."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def note(self, unindexed: int) -> None:
        """Something was written, and now so many are not in it."""
        self._wrote.set()
        if unindexed >= self._pace.enough:
            self._due.set()

    async def _keep_on(self) -> None:
        while True:
            await self._due.wait()
            await self._quiet()
            self._due.clear()
            try:
                await self._build(self._pace.enough)
            except DependencyAway as away:
                log.warning("searches go on without an index", reason=str(away))
                await asyncio.sleep(self._pace.patience)

    async def _quiet(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._pace.patience):
                while await self._written_within(self._pace.quiet):
                    pass

    async def _written_within(self, seconds: float) -> bool:
        self._wrote.clear()
        try:
            await asyncio.wait_for(self._wrote.wait(), seconds)
        except TimeoutError:
            return False
        return True
