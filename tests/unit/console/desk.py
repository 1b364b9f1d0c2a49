"""The console's pages over fakes, asked as a browser or a program asks them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from rematch_common.health import Health
from rematch_common.http import new_api
from rematch_console.adapters.memory_sessions import MemorySessions
from rematch_console.api import Handlers, Terms, add_routes
from rematch_console.handlers.gauges import Gauges
from rematch_console.handlers.watch import Watch
from tests.fakes.broker_looked_at import FakeBroker
from tests.fakes.clock import FakeClock
from tests.fakes.samples import NOW
from tests.fakes.services_asked import FakeServices

PAGE = {"accept": "text/html,application/xhtml+xml"}
OWN = "rmk_own"


@dataclass
class Calendar:
    """The time of day, as it is told."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Desk:
    client: httpx.AsyncClient
    services: FakeServices
    sessions: MemorySessions
    now: Calendar
    watch: Watch
    broker: FakeBroker
    time: FakeClock

    async def page(self, path: str, **more: str) -> httpx.Response:
        return await self.client.get(path, headers={**PAGE, **more})


@asynccontextmanager
async def desk(*, own_key: str | None = OWN, hosts: Sequence[str] = ()) -> AsyncIterator[Desk]:
    now = Calendar()
    services, sessions = FakeServices(), MemorySessions(now)
    broker, time = FakeBroker(), FakeClock()
    watch = Watch(broker, Gauges(services, time), now, time)
    api = new_api("console", Health({}))
    own = None if own_key is None else (lambda: own_key)
    add_routes(api, Handlers(services, sessions, now, watch), Terms(own, hosts, [("Grafana", "http://g.example")]))
    transport = httpx.ASGITransport(api, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8006") as client:
        yield Desk(client, services, sessions, now, watch, broker, time)
