"""ingest's routes for scrapers over fakes, with the keys of two scrapers, a recruiter and an admin."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI

from rematch_common.admission import Admission
from rematch_common.contracts import RAW_JOBS
from rematch_common.health import Health
from rematch_common.http import PROBLEM, new_api
from rematch_common.keys import NewKey, mint
from rematch_common.records import Record
from rematch_ingest.api import categories, pipeline, scrape_queue
from rematch_ingest.domain.default_categories import default_categories
from rematch_ingest.handlers.overseeing import Overseeing
from rematch_ingest.handlers.postings import TakePostings
from rematch_ingest.handlers.scraping import Scraping
from tests.contract.queues import wanting
from tests.fakes.collecting import FakeCategories, FakePipelineRuns
from tests.fakes.postings import FakeOutcomes
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW
from tests.fakes.scraping import FakeAlerts, FakeScrapeQueue
from tests.unit.common.test_keys import complete, key_of, ring, told

WORKER, STRANGER, FEED, RECRUITER, ADMIN = mint(), mint(), mint(), mint(), mint()
POSTING = {
    "external_job_id": "dice_1",
    "title": "Senior Python Developer",
    "company": "TechCorp",
    "location": "San Francisco, CA",
    "salary_range": "$150K - $180K",
    "description": "We are looking for a senior Python developer.",
    "job_url": "https://example.com/jobs/1",
    "posted_date": "2025-11-28",
    "job_type": "Full-time",
    "is_remote": False,
    "experience_required": "5-7 years",
    "skills": ["Python"],
}


@dataclass
class Served:
    """The API, what lies behind it, and the clock that it goes by."""

    api: FastAPI
    client: httpx.AsyncClient
    queue: FakeScrapeQueue
    alerts: FakeAlerts
    raw: FakePublisher
    now: datetime = NOW
    settled: list[datetime] = field(default_factory=list)

    async def ask(self, method: str, path: str, body: object = None, key: NewKey = WORKER) -> httpx.Response:
        return await self.client.request(method, path, json=body, headers={"Authorization": f"Bearer {key.text}"})

    async def next(self, key: NewKey = WORKER) -> dict[str, Any]:
        answer = await self.ask("GET", "/api/scrape-queue/next", key=key)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def step(self, queue_id: int, step: str, body: object, key: NewKey = WORKER) -> httpx.Response:
        return await self.ask("POST", f"/api/scrape-queue/{queue_id}/{step}", body, key)

    def published(self) -> list[Record]:
        return self.raw.of(RAW_JOBS.name)


def refusal(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    body: dict[str, Any] = answer.json()
    return body


@asynccontextmanager
async def served(*titles: str) -> AsyncIterator[Served]:
    """With one person who would like these roles."""
    alerts, raw = FakeAlerts(), FakePublisher()
    queue, known = FakeScrapeQueue(alerts), FakeCategories()
    await known.seed(list(default_categories()), NOW)
    queue.note(wanting(*titles, preferred_locations=("Austin, TX",)))

    take = TakePostings(raw, FakeOutcomes(), uuid4, lambda: NOW)
    api = new_api("ingest", Health({}))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(api, raise_app_exceptions=False), base_url="http://ingest"
    ) as client:
        whole = Served(api, client, queue, alerts, raw)

        async def settle() -> None:
            whole.settled.append(whole.now)

        scraping = Scraping(queue, take, settle, lambda: whole.now)
        api.include_router(scrape_queue.routes(scraping, Overseeing(queue, lambda: 7, lambda: whole.now)))
        api.include_router(categories.routes(known, lambda: NOW))
        api.include_router(pipeline.routes(FakePipelineRuns(), lambda: NOW))
        keys = await complete(ring())
        api.state.admission = Admission(keys)
        scopes = {WORKER: "queue:work", STRANGER: "queue:work", FEED: "postings:write", RECRUITER: "candidates:write"}
        await keys.learn([told(key_of(key, scopes=[scope])) for key, scope in scopes.items()])
        await keys.learn([told(key_of(ADMIN, tenant_id="second", scopes=["admin"]))])
        yield whole
