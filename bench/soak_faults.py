"""What happens to the services while postings come: kills, rolling restarts, one replica, four, one again."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

from rematch_common.contracts import SERVICES
from rematch_devstack.groups import GROUPS, Groups
from rematch_devstack.specs import ServiceSpec, Status
from rematch_devstack.waiting import until
from tests.reliability.harness.system import System

REPLICAS, MOST = 2, 4
# Of the groups that all postings pass; so many records behind are what is under way.
_BEHIND = 30
_PATIENCE = 180.0


@dataclass(frozen=True, slots=True)
class Window:
    """A fault from its beginning until all is as before: `mended`, when whoever was gone was ready again."""

    kind: str
    what: str
    begin: float
    mended: float
    end: float


@dataclass
class Breaker:
    """`windows`: what it has done; `specs`: all replicas there ever were, by service and number."""

    system: System
    groups: Groups
    random: Random
    windows: list[Window] = field(default_factory=list)
    specs: dict[tuple[str, int], ServiceSpec] = field(default_factory=dict)

    async def begin(self) -> None:
        """As many replicas of each service as a deployment has."""
        await asyncio.gather(*(self._replicas(service, REPLICAS) for service in SERVICES))
        await self._caught_up()

    async def turn(self) -> None:
        """Each kind of fault once, in any order."""
        scenes = [self._kill, self._kill, self._kill, self._roll, self._scale]
        self.random.shuffle(scenes)
        for scene in scenes:
            await self._scene(scene)

    async def _scene(self, scene: Callable[[], Awaitable[tuple[str, str]]]) -> None:
        begin = time.time()
        kind, what = await scene()
        mended = time.time()
        await self._caught_up()
        self.windows.append(Window(kind, what, begin, mended, time.time()))
        # How long nothing happens is chance, too: calm seconds are measured as well.
        await asyncio.sleep(self.random.uniform(2.0, 8.0))

    async def _kill(self) -> tuple[str, str]:
        name = self.random.choice([name for service in SERVICES for name in self._names(service, REPLICAS)])
        self.system.supervisor.kill(name)
        await self.system.supervisor.wait_ready(name, _PATIENCE)
        return "kill", name

    async def _roll(self) -> tuple[str, str]:
        """As a roll-out does it: one replica after the other, each ready before the next one leaves."""
        for service in SERVICES:
            for name in self._names(service, REPLICAS):
                await self.system.supervisor.stop(name)
                await self.system.supervisor.start(name)
        return "rolling restart", "all"

    async def _scale(self) -> tuple[str, str]:
        service = self.random.choice([service for service in SERVICES if service in GROUPS])
        for count in (1, MOST, 1, REPLICAS):
            await self._replicas(service, count)
            await self._counted(service, count)
        return "scale 1-4-1", service

    async def _replicas(self, service: str, count: int) -> None:
        await self.system.supervisor.replicas(lambda number: self._spec(service, number), count)

    async def _counted(self, service: str, count: int) -> None:
        async def so_many() -> bool:
            return len(await self.groups.members(service)) == count

        async with asyncio.timeout(_PATIENCE):
            await until(so_many)

    async def _caught_up(self) -> None:
        async def so_far() -> bool:
            supervisor = self.system.supervisor
            up = all(status in (Status.READY, Status.STOPPED) for status in supervisor.statuses.values())
            return up and sum([await self.groups.lag(group) for group in GROUPS]) < _BEHIND

        try:
            async with asyncio.timeout(_PATIENCE):
                await until(so_far)
        except TimeoutError:
            behind = {group: await self.groups.lag(group) for group in GROUPS}
            raise AssertionError(f"this machine can't keep up with the pace: {behind} records behind") from None

    def _names(self, service: str, count: int) -> list[str]:
        return [self._spec(service, number).name for number in range(1, count + 1)]

    def _spec(self, service: str, number: int) -> ServiceSpec:
        """A replica keeps its name and its port."""
        if (service, number) not in self.specs:
            self.specs[service, number] = self.system.replicas(service)(number)
        return self.specs[service, number]
