"""Imports over HTTP: three formats, progress, failures, repetition, a restart in the middle, and nobody else's."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest

from rematch_common.contracts import RAW_JOBS_BULK
from tests.integration.services.ingesting import becomes, decides, ingest, posting, published, scraping
from tests.integration.services.running import Place, bearer, status_becomes

pytestmark = pytest.mark.stack


@pytest.fixture
async def client(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with asyncio.timeout(60), scraping(place) as client:
        yield client


def as_json(items: list[dict[str, Any]]) -> bytes:
    return orjson.dumps(items, option=orjson.OPT_INDENT_2)


def as_lines(items: list[dict[str, Any]]) -> bytes:
    return b"\n".join(map(orjson.dumps, items))


def as_csv(items: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(items[0]))
    writer.writeheader()
    writer.writerows(items)
    return text.getvalue().encode("utf-8-sig")


async def of_import(place: Place, import_id: str) -> list[dict[str, Any]]:
    prefix = import_id.replace("-", "")
    return [job for job in await published(place, RAW_JOBS_BULK.name) if job["ingest_id"].startswith(prefix)]


@pytest.mark.parametrize(
    ("name", "write", "first"), [("a.json", as_json, 1), ("a.jsonl", as_lines, 1), ("a.csv", as_csv, 2)]
)
async def test_a_file_of_each_kind_is_published_in_bulk(
    place: Place, client: httpx.AsyncClient, name: str, write: Any, first: int
) -> None:
    jobs = [posting(number, description=f'Bake "bread",\n{number} times.', job_title="") for number in range(1_203)]
    answer = await client.post(f"/v1/imports?name={name}", content=write(jobs))
    assert answer.status_code == 202, answer.text
    told = answer.json()
    assert (told["total"], told["name"]) == (1_203, name)
    told = await becomes(client, answer.headers["location"], "deciding")
    assert (told["read"], told["published"], told["failed"]) == (1_203, 1_203, 0)
    found = await of_import(place, told["import_id"])
    assert {job["description"] for job in found} == {job["description"] for job in jobs}
    numbers = sorted(int(job["ingest_id"].partition("-")[2]) for job in found)
    assert (numbers[0], len(set(numbers))) == (first, 1_203)


async def test_what_became_of_it_is_counted(place: Place, client: httpx.AsyncClient) -> None:
    jobs = [posting(number) for number in range(4)]
    body = as_lines(jobs) + b"\n{broken\n" + orjson.dumps({"title": "x"})
    sent = await client.post(
        "/v1/imports?source=indeed", content=body, headers={"Content-Type": "application/x-ndjson"}
    )
    path = sent.headers["location"]
    receipt = sent.json()["import_id"].replace("-", "")
    await becomes(client, path, "deciding")
    said = ["new_opening", "ad_of_opening", "refreshed", "rejected"]
    await decides(place, *({"ingest_id": f"{receipt}-{n + 1}", "outcome": outcome} for n, outcome in enumerate(said)))
    told = await becomes(client, path, "completed")
    assert [told[name] for name in ("total", "new", "duplicate", "updated", "failed")] == [6, 1, 2, 0, 3]
    assert told["progress"] == 1.0
    failed = (await client.get(f"{path}/failures?limit=2")).json()
    assert [each["line"] for each in failed["failures"]] == [4, 5]
    rest = (await client.get(f"{path}/failures", params={"cursor": failed["next"]})).json()
    assert [(each["line"], each["field"]) for each in rest["failures"]] == [(6, "company")]
    assert rest["next"] is None
    assert (await client.get(f"/v1/jobs/{receipt}-1")).json()["state"] == "new_opening"
    stats = (await client.get("/v1/imports/stats")).json()
    assert [stats[name] for name in ("imports", "running", "total", "failed")] == [1, 0, 6, 3]


async def test_older_routes_tell_it_in_older_words(client: httpx.AsyncClient) -> None:
    older = {"job_id": "ABC123", "title": "Senior Baker", "company": "Acme", "salary": "$150K - $180K"}
    job = {**older, "description": "Bake.", "posted_date": "2025-11-15", "job_url": "https://example.com/job/ABC123"}
    files = {"file": ("jobs.json", orjson.dumps([job, {}]), "application/json")}
    sent = await client.post("/api/jobs/import", data={"platform": "Indeed"}, files=files)
    assert sent.status_code == 202, sent.text
    batch = sent.json()
    assert (batch["platform"], batch["total_jobs"], batch["import_status"]) == ("indeed", 2, "IN_PROGRESS")
    await becomes(client, f"/v1/imports/{batch['batch_id']}", "deciding")
    (listed,) = (await client.get("/api/jobs/batches")).json()["batches"]
    assert listed == (await client.get(f"/api/jobs/batches/{batch['batch_id']}")).json()
    assert [listed[name] for name in ("new_jobs", "updated_jobs", "failed_jobs")] == [0, 0, 1]
    assert (await client.get("/api/jobs/stats")).json()["total_jobs"] == 2


async def test_the_same_key_is_the_same_import(place: Place, client: httpx.AsyncClient) -> None:
    body, headers = as_json([posting(n) for n in range(3)]), {"Idempotency-Key": "file-1"}
    first = await client.post("/v1/imports", content=body, headers=headers)
    again = await client.post("/v1/imports", content=body, headers=headers)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json()["import_id"] == again.json()["import_id"]
    other = await client.post("/v1/imports", content=as_json([posting(9)]), headers=headers)
    assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")
    await becomes(client, first.headers["location"], "deciding")
    assert len(await of_import(place, first.json()["import_id"])) == 3
    assert len((await client.get("/v1/imports")).json()["imports"]) == 1


async def test_what_can_not_be_read_is_refused_whole_and_listed(place: Place, client: httpx.AsyncClient) -> None:
    broken = as_json([posting(n) for n in range(700)])[:-2]
    headers = {"Idempotency-Key": "broken"}
    refused = await client.post("/v1/imports", content=broken, headers=headers)
    assert refused.status_code == 422
    assert "ends in the middle" in refused.json()["detail"]
    (listed,) = (await client.get("/v1/imports")).json()["imports"]
    assert listed["state"] == "failed"
    assert "ends in the middle" in listed["problem"]
    whole = await client.post("/v1/imports", content=broken + b"\n]", headers=headers)
    assert (whole.status_code, whole.json()["import_id"]) == (202, listed["import_id"])
    await becomes(client, whole.headers["location"], "deciding")
    assert len(await of_import(place, listed["import_id"])) == 700


async def test_a_restart_goes_on_where_it_stopped(place: Place) -> None:
    jobs = [posting(number) for number in range(5_000)]
    async with asyncio.timeout(60), scraping(place, imports_every=3600.0) as client:
        # The first look has been, so this one waits: as after a death between the upload and its end.
        path = (await client.post("/v1/imports", content=as_lines(jobs))).headers["location"]
        assert (await client.get(path)).json()["state"] == "publishing"
    async with asyncio.timeout(60), scraping(place) as client:
        told = await becomes(client, path, "deciding")
    assert told["published"] == 5_000
    found = await of_import(place, told["import_id"])
    assert len({job["ingest_id"] for job in found}) == 5_000


async def test_an_import_is_its_tenants(place: Place) -> None:
    mine, theirs = await place.key("demo", "postings:write"), await place.key("second", "postings:write")
    async with asyncio.timeout(60), ingest(place) as client:
        for key in (mine, theirs):
            await status_becomes(client, "/v1/jobs", key, 400)
        headers = {**bearer(mine), "Idempotency-Key": "x"}
        sent = await client.post("/v1/imports", content=as_lines([{}]), headers=headers)
        path = sent.headers["location"]
        batch = f"/api/jobs/batches/{sent.json()['import_id']}"
        for hidden in (path, f"{path}/failures", batch):
            assert (await client.get(hidden, headers=bearer(theirs))).status_code == 404
            assert (await client.get(hidden, headers=bearer(mine))).status_code == 200
        assert (await client.get("/v1/imports", headers=bearer(theirs))).json()["imports"] == []
        assert (await client.get("/api/jobs/stats", headers=bearer(theirs))).json()["total_batches"] == 0
        same = {**bearer(theirs), "Idempotency-Key": "x"}
        other = await client.post("/v1/imports", content=as_lines([{}, {}]), headers=same)
        assert other.status_code == 202
