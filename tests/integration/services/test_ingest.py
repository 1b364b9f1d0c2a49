"""ingest over HTTP: what is accepted is on its topic when the answer comes, and every refusal says why."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest

from rematch_common.contracts import CANDIDATE_PROFILES, RAW_JOBS
from rematch_common.contracts.examples_jobs import RAW_JOBS as EXAMPLES
from rematch_common.http import PROBLEM
from rematch_ingest.bootstrap import build
from rematch_ingest.settings import Settings
from tests.integration.common.topics import content
from tests.integration.services.running import Place, bearer, serving, status_becomes

pytestmark = pytest.mark.stack
MIB = 1024 * 1024


@asynccontextmanager
async def ingest(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(lambda port: build(Settings(**place.settings("ingest", port), largest_body=2 * MIB))) as client:
        yield client


def problem(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["status"] == status
    return str(answer.json()["detail"])


async def on_topic(place: Place, topic: str, field: str, value: str) -> list[dict[str, Any]]:
    events = [orjson.loads(record.value) for record in await content(place.kafka, topic) if record.value]
    return [event for event in events if event.get(field) == value]


async def test_postings_and_candidates_are_taken_in_and_refused(place: Place) -> None:
    scraper, recruiter = await place.key("demo", "postings:write"), await place.key("demo", "candidates:write")
    async with ingest(place) as client:
        await status_becomes(client, "/v1/jobs", scraper, 400)
        await status_becomes(client, "/v1/candidates", recruiter, 400)
        await _postings(client, place, bearer(scraper))
        await _candidates(client, place, bearer(recruiter))
        await _refusals(client, bearer(scraper), bearer(recruiter))


async def _postings(client: httpx.AsyncClient, place: Place, scraper: dict[str, str]) -> None:
    one = await client.post("/v1/jobs", json=EXAMPLES[0], headers=scraper)
    assert one.status_code == 202
    (result,) = one.json()["results"]
    assert result["accepted"]
    (published,) = await on_topic(place, RAW_JOBS.name, "ingest_id", result["ingest_id"])
    assert published["title"] == EXAMPLES[0]["title"]
    several = await client.post("/v1/jobs", json=[EXAMPLES[1], {"title": "x"}], headers=scraper)
    assert several.status_code == 202
    assert {name: several.json()[name] for name in ("accepted", "rejected")} == {"accepted": 1, "rejected": 1}
    assert several.json()["results"][1]["field"] == "source"
    none = await client.post("/v1/jobs", json={"title": "x"}, headers=scraper)
    assert (none.status_code, none.json()["rejected"]) == (422, 1)


async def _candidates(client: httpx.AsyncClient, place: Place, recruiter: dict[str, str]) -> None:
    person = {"candidate_id": "c-77", "tenant_id": "other", "skills": ["SQL"], "summary": "Write to me@example.com"}
    for version in (1, 1):
        answer = await client.post("/v1/candidates", json=person, headers=recruiter)
        assert answer.status_code == 202
        assert answer.json()["results"] == [{"candidate_id": "c-77", "accepted": True, "version": version}]
    (told,) = await on_topic(place, CANDIDATE_PROFILES.name, "candidate_id", "c-77")
    assert (told["tenant_id"], told["summary"]) == ("demo", "Write to [email]")


async def _refusals(client: httpx.AsyncClient, scraper: dict[str, str], recruiter: dict[str, str]) -> None:
    assert "access key" in problem(await client.post("/v1/jobs", json={}), 401)
    assert "candidates:write" in problem(await client.post("/v1/candidates", json={}, headers=scraper), 403)
    assert "postings:write" in problem(await client.post("/v1/jobs", json={}, headers=recruiter), 403)
    assert "not JSON" in problem(await client.post("/v1/jobs", content=b"{", headers=scraper), 400)
    assert "at least one" in problem(await client.post("/v1/jobs", json=[], headers=scraper), 422)
    assert "1000" in problem(await client.post("/v1/jobs", json=[{}] * 1001, headers=scraper), 422)
    large = b'"' + b"x" * 2 * MIB + b'"'
    assert "1,048,576 bytes" in problem(await client.post("/v1/jobs", content=large, headers=scraper), 413)
    endless = client.post("/v1/jobs", content=_chunks(), headers=scraper)
    assert "1,048,576 bytes" in problem(await endless, 413)


async def _chunks() -> AsyncIterator[bytes]:
    """Three MiB whose length nobody says beforehand."""
    for _ in range(48):
        yield b" " * 64 * 1024
