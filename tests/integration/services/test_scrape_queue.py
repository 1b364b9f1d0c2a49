"""A person's wish becomes a role to scrape, its postings raw jobs, and its crawl a report: over the real services."""

from contextlib import AsyncExitStack
from typing import Any

import httpx
import orjson
import pytest

from rematch_common.contracts import ALERTS, CANDIDATE_PROFILES, CRAWL_REPORTS, RAW_JOBS
from rematch_ingest.bootstrap import build
from rematch_ingest.settings import Settings
from tests.integration.common.topics import content
from tests.integration.services.running import Place, bearer, serving, status_becomes

pytestmark = pytest.mark.stack
ROLE = "crystal_gazer"
PERSON = {"candidate_id": "seer", "titles": ["Sr. Crystal Gazer"], "location": "Salem, MA"}
POSTING = {
    "external_job_id": "lever_1",
    "title": "Crystal Gazer",
    "company": "Glass & Sons",
    "description": "Look into it.",
}


async def on_topic(place: Place, topic: str, field: str, value: object) -> list[dict[str, Any]]:
    events = [orjson.loads(record.value) for record in await content(place.kafka, topic) if record.value]
    return [event for event in events if event.get(field) == value]


async def test_from_a_wish_to_a_crawl_that_is_reported(place: Place) -> None:
    scraper, recruiter = await place.key("demo", "queue:work"), await place.key("second", "candidates:write")
    async with AsyncExitStack() as stack:
        settings = place.settings("ingest", 0) | {"platforms": "lever,-monster"}
        client = await stack.enter_async_context(
            serving(lambda port: build(Settings(**settings | {"http_port": port})))
        )
        await status_becomes(client, "/v1/candidates", recruiter, 400)
        assert (await client.get("/v1/scrape-queue/next", headers=bearer(scraper))).status_code == 204
        answer = await client.post("/v1/candidates", json=PERSON, headers=bearer(recruiter))
        assert answer.status_code == 202
        await _scraped(client, bearer(scraper), place)
        await _nothing_found(client, bearer(scraper), place)
    (person,) = await on_topic(place, CANDIDATE_PROFILES.name, "candidate_id", "seer")
    assert person["categories"] == [ROLE]


async def _scraped(client: httpx.AsyncClient, scraper: dict[str, str], place: Place) -> None:
    told = (await client.get("/api/scrape-queue/next", headers=scraper)).json()
    assert (told["normalized_role"], told["location_hints"], told["category"]) == (ROLE, ["Salem, MA"], ROLE)
    assert list(told["platforms"]) == ["linkedin", "glassdoor", "indeed", "techfetch", "dice", "lever"]
    path = f"/api/scrape-queue/{told['queue_id']}"
    body = {"platform": "lever", "jobs": [POSTING], "complete": True}
    answer = await client.post(f"{path}/jobs", json=body, headers=scraper)
    assert answer.status_code == 202, answer.text
    (posting,) = await on_topic(place, RAW_JOBS.name, "scrape_ref", told["scrape_ref"])
    assert (posting["source"], posting["scrape_role"]) == ("lever", ROLE)
    assert (await client.post(f"{path}/complete", json={}, headers=scraper)).status_code == 200
    (report,) = await on_topic(place, CRAWL_REPORTS.name, "scrape_ref", told["scrape_ref"])
    assert (report["source"], report["scope"], report["seen"], report["complete"]) == ("lever", ROLE, 1, True)


async def _nothing_found(client: httpx.AsyncClient, scraper: dict[str, str], place: Place) -> None:
    told = (await client.get("/v1/scrape-queue/next", headers=scraper)).json()
    await client.post(f"/v1/scrape-queue/{told['queue_id']}/complete", json={}, headers=scraper)
    (alert,) = await on_topic(place, ALERTS.name, "subject", ROLE)
    assert alert["kind"] == "scrape_no_postings"
    status = (await client.get("/v1/scrape-queue/status", headers=scraper)).json()
    assert status["queue_stats"]["pending"] == 1
