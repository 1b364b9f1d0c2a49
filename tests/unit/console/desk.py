"""The console's pages over fakes, asked as a browser or a program asks them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from rematch_common.health import Health
from rematch_common.http import new_api
from rematch_console.adapters.memory_sessions import MemorySessions
from rematch_console.api import Handlers, Terms, add_routes
from rematch_console.api.looking import COOKIE, Entrance
from rematch_console.handlers.gauges import Gauges
from rematch_console.handlers.watch import Watch
from tests.fakes.broker_looked_at import FakeBroker
from tests.fakes.clock import FakeClock
from tests.fakes.letters import FakeLetters, FakePrincipals
from tests.fakes.samples import NOW
from tests.fakes.services_asked import FakeServices

PAGE = {"accept": "text/html,application/xhtml+xml"}
OWN = "rmk_own"
# What services say that have just started.
NOTHING_YET: dict[tuple[str, str], Any] = {
    ("ingest", "GET /v1/scrape-queue/status"): {
        "queue_stats": {"total_roles": 0, "pending": 0, "scraping": 0, "failed": 0},
        "processing_queue": {"pending": 0, "received_today": 0},
        "recent_activity": [],
    },
    ("ingest", "GET /v1/imports"): {"imports": [], "next": None},
    ("ingest", "GET /v1/keys"): {"keys": []},
    ("match", "GET /v1/experiments"): {"experiments": []},
}


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
    principals: FakePrincipals
    letters: FakeLetters
    state: Any

    def sign_in(self, *scopes: str) -> str:
        """As who has signed in with a key that has these scopes; the token of their forms."""
        key = self.principals.add("rmk_0123456789ab_mine", *scopes)
        session = self.sessions.open(key)
        self.client.cookies.set(COOKIE, session)
        entrance: Entrance = self.state.entrance
        return entrance.tokens.of(session)

    async def send(self, path: str, fields: Mapping[str, str | list[str]], **more: str) -> httpx.Response:
        """A form, as a browser sends it."""
        return await self.client.post(path, data=dict(fields), headers={**PAGE, **more})

    async def page(self, path: str, **more: str) -> httpx.Response:
        return await self.client.get(path, headers={**PAGE, **more})


@asynccontextmanager
async def desk(*, own_key: str | None = OWN, hosts: Sequence[str] = ()) -> AsyncIterator[Desk]:
    now = Calendar()
    services, sessions = FakeServices(), MemorySessions(now)
    broker, time = FakeBroker(), FakeClock()
    watch = Watch(broker, Gauges(services, time), now, time)
    principals, letters = FakePrincipals(), FakeLetters()
    api = new_api("console", Health({}))
    own = None if own_key is None else (lambda: own_key)
    handlers = Handlers(services, sessions, now, watch, principals, letters)
    add_routes(api, handlers, Terms(own, hosts, [("Grafana", "http://g.example")]))
    transport = httpx.ASGITransport(api, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8006") as client:
        yield Desk(client, services, sessions, now, watch, broker, time, principals, letters, api.state)
