"""A collector over ingest's own routes, with sites that answer as they are told."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from rematch_devstack.collect.queue_client import QueueClient
from rematch_devstack.collect.rounds import Rounds
from rematch_devstack.collect.wanted import Found, Site, SiteFailed, Wanted
from tests.unit.common.api_cases import served as on_a_port
from tests.unit.devstack.collect.boards import Waits
from tests.unit.ingest.queue_cases import WORKER, Served, served


@dataclass
class FakeSite:
    """See rematch_devstack.collect.wanted.Site."""

    name: str
    answer: Callable[[Wanted], Found]
    asked: list[Wanted] = field(default_factory=list)

    def search(self, wanted: Wanted) -> Found:
        self.asked.append(wanted)
        return self.answer(wanted)


def postings(count: int) -> Callable[[Wanted], Found]:
    told = {"company": "Acme", "description": "Do it."}
    return lambda wanted: Found([{**told, "external_id": str(n), "title": wanted.role} for n in range(count)], True)


def failing(wanted: Wanted) -> Found:
    raise SiteFailed("IP blocked")


@asynccontextmanager
async def collecting(
    sites: Sequence[Site], *titles: str, key: str = WORKER.text
) -> AsyncIterator[tuple[Served, Rounds, QueueClient]]:
    async with served(*titles) as whole, on_a_port(whole.api) as url:
        with httpx.Client(base_url=url, trust_env=False, timeout=20) as client:
            queue = QueueClient(client, key, Waits())
            yield whole, Rounds(queue, {site.name: site for site in sites}, 500), queue


async def status(whole: Served) -> dict[str, Any]:
    told: dict[str, Any] = (await whole.ask("GET", "/v1/scrape-queue/status")).json()
    return told
