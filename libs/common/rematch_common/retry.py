"""Patience with what is away: retry in place, beat while waiting, give up past a budget or when told to stop."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from rematch_common import metrics
from rematch_common.clock import Monotonic, monotonic
from rematch_common.errors import DependencyAway
from rematch_common.logs import logger
from rematch_common.pausing import told_within

log = logger(__name__)
T = TypeVar("T")


class Stopping(Exception):
    """The process was told to stop while something was away; nothing was acknowledged."""


def _no_beat() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Patience:
    """Retries while DependencyAway is raised, for `budget` seconds in all; one attempt may take `attempt` seconds."""

    budget: float = 20.0
    attempt: float = 20.0
    first_delay: float = 0.1
    longest_delay: float = 2.0
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    beat: Callable[[], None] = _no_beat
    now: Monotonic = monotonic

    async def insist(self, action: Callable[[], Awaitable[T]], who: str) -> T:
        """Run the action until it works. Past the budget its last DependencyAway is raised, on stop: Stopping."""
        deadline, delay = self.now() + self.budget, self.first_delay
        while True:
            self.beat()
            try:
                return await self._once(action)
            except DependencyAway as away:
                metrics.RETRIES.labels(who, away.dependency).inc()
                if self.now() + delay > deadline:
                    raise
                log.warning("waiting for what is away", who=who, dependency=away.dependency, retry_in=round(delay, 2))
            await self._pause(delay)
            # Jitter keeps replicas that lost the same dependency from returning to it in step.
            delay = min(delay * 2, self.longest_delay) * random.uniform(0.75, 1.25)

    async def _once(self, action: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(self.attempt):
                return await action()
        except TimeoutError as error:
            raise DependencyAway("time", f"no answer within {self.attempt:.0f} s") from error

    async def _pause(self, delay: float) -> None:
        if await told_within(self.stop, delay):
            raise Stopping("told to stop while waiting for what is away")
