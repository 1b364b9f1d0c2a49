"""Postings over HTTP: lists, lines, gzip, idempotency keys, and what became of each."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest

from rematch_common.contracts import RAW_JOBS
from rematch_devstack.waiting import until
from tests.integration.services.ingesting import MIB, becomes, decides, ingest, posting, published, scraping
from tests.integration.services.running import Place, bearer, status_becomes

pytestmark = pytest.mark.stack
NDJSON = {"Content-Type": "application/x-ndjson"}


@pytest.fixture
async def client(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with asyncio.timeout(60), scraping(place) as client:
        yield client


async def ids_of(place: Place) -> set[str]:
    """Of all that lies there; scrapers' own postings have none."""
    return {event["ingest_id"] for event in await published(place, RAW_JOBS.name) if "ingest_id" in event}


def lines(*items: Any) -> bytes:
    return b"\n".join(item if isinstance(item, bytes) else orjson.dumps(item) for item in items)


async def test_what_became_of_a_posting(place: Place) -> None:
    mine, theirs = await place.key("demo", "postings:write"), await place.key("second", "postings:write")
    admin = await place.key("third", "admin")
    async with asyncio.timeout(60), ingest(place) as client:
        await status_becomes(client, "/v1/jobs", mine, 400)
        await status_becomes(client, "/v1/jobs", theirs, 400)
        await status_becomes(client, "/v1/jobs", admin, 400)
        sent = await client.post("/v1/jobs", json=[posting(1), posting(2), {"title": "x"}], headers=bearer(mine))
        ids = [result["ingest_id"] for result in sent.json()["results"]]
        path = f"/v1/jobs/{ids[0]}"
        assert (await client.get(path, headers=bearer(mine))).json()["state"] == "queued"
        refused = (await client.get(f"/v1/jobs/{ids[2]}", headers=bearer(mine))).json()
        assert (refused["state"], refused["field"], refused["stage"]) == ("rejected", "source", "ingest")
        joined = {"outcome": "ad_of_opening", "job_id": UUID(int=7), "stage": "text", "evidence": {"like": "a:1"}}
        rejected = {"outcome": "rejected", "reason": "schema", "field": "title"}
        nobodys = {"ingest_id": "scraper-7", "outcome": "refreshed"}
        await decides(place, {"ingest_id": ids[0], **joined}, {"ingest_id": ids[1], **rejected}, nobodys)
        told = await becomes(client, path, "ad_of_opening", bearer(mine))
        assert (told["job_id"], told["stage"], told["evidence"]) == (str(UUID(int=7)), "text", {"like": "a:1"})
        told = await becomes(client, f"/v1/jobs/{ids[1]}", "rejected", bearer(mine))
        assert "raw-jobs partition 0 offset 1" in told["detail"]
        for unknown in (path, "/v1/jobs/scraper-7", f"/v1/jobs/{'0' * 32}-0", f"/v1/jobs/{ids[0]}0"):
            assert (await client.get(unknown, headers=bearer(theirs))).status_code == 404
        assert (await client.get(path, headers=bearer(admin))).json()["state"] == "ad_of_opening"


async def test_lines_are_published_while_more_are_sent(place: Place, client: httpx.AsyncClient) -> None:
    before = len(await ids_of(place))

    async def sent() -> AsyncIterator[bytes]:
        yield b"\n".join(orjson.dumps(posting(number)) for number in range(600)) + b"\n"
        async with asyncio.timeout(20):
            while len(await ids_of(place)) < before + 500:
                pass
        yield b"\nnot json\n" + orjson.dumps({"title": "x"})

    answer = await client.post("/v1/jobs", content=sent(), headers=NDJSON)
    assert (answer.status_code, answer.headers["content-type"]) == (202, "application/x-ndjson")
    told = [orjson.loads(line) for line in answer.text.splitlines()]
    assert [each["line"] for each in told] == [*range(1, 601), 602, 603]
    assert [each["line"] for each in told if not each["accepted"]] == [602, 603]
    assert "not JSON" in told[600]["reason"]
    assert told[601]["field"] == "source"
    assert {each["ingest_id"] for each in told if each["accepted"]} <= await ids_of(place)


async def test_gzip_is_understood_and_json_is_answered_on_request(client: httpx.AsyncClient) -> None:
    zipped = {"Content-Encoding": "gzip"}
    one = await client.post("/v1/jobs", content=gzip.compress(orjson.dumps(posting(1))), headers=zipped)
    assert one.json()["accepted"] == 1
    body = gzip.compress(lines(posting(1))) + gzip.compress(b"\n" + lines({"title": "x"}))
    answer = await client.post("/v1/jobs", content=body, headers={**zipped, **NDJSON, "Accept": "application/json"})
    assert answer.json()["accepted"] == 1
    assert [each["line"] for each in answer.json()["results"]] == [1, 2]
    none = await client.post("/v1/jobs", content=lines({}, b"[]"), headers=NDJSON)
    assert none.status_code == 422
    assert (await client.post("/v1/jobs", content=b"\n\n", headers=NDJSON)).status_code == 422


async def test_the_same_key_and_body_are_answered_once(place: Place, client: httpx.AsyncClient) -> None:
    for kind, body in (({}, orjson.dumps([posting(1), {}])), (NDJSON, lines(posting(1), {}))):
        headers = {**kind, "Idempotency-Key": f"once-{len(kind)}"}
        first = await client.post("/v1/jobs", content=body, headers=headers)
        before = await ids_of(place)
        again = await client.post("/v1/jobs", content=body, headers=headers)
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.headers["content-type"] == first.headers["content-type"]
        assert again.headers["idempotent-replayed"] == "true"
        assert await ids_of(place) == before
        other = await client.post("/v1/jobs", content=body + b" ", headers=headers)
        assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")
    bad = await client.post("/v1/jobs", json=posting(1), headers={"Idempotency-Key": "a\tb"})
    assert bad.status_code == 422


async def claimed(place: Place, key: str) -> None:
    """Until a request works under the key."""

    async def there() -> bool:
        async with database.transaction(["demo"]) as connection:
            return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM replies WHERE key = $1)", key))

    async with place.postgres.opened("ingest") as database, asyncio.timeout(20):
        await until(there)


async def test_two_at_once_under_one_key_are_one(place: Place, client: httpx.AsyncClient) -> None:
    go_on = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield orjson.dumps(posting(1)) + b"\n"
        await go_on.wait()
        yield orjson.dumps(posting(2))

    headers = {**NDJSON, "Idempotency-Key": "two-at-once"}
    first = asyncio.ensure_future(client.post("/v1/jobs", content=slowly(), headers=headers))
    await claimed(place, "two-at-once")
    second = await client.post("/v1/jobs", content=b"", headers=headers)
    assert second.status_code == 409
    assert int(second.headers["retry-after"]) > 0
    go_on.set()
    assert (await first).status_code == 202


async def test_what_was_refused_may_be_tried_again_under_its_key(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "again"}
    assert (await client.post("/v1/jobs", content=b"{", headers=headers)).status_code == 400
    assert (await client.post("/v1/jobs", content=b" " * 3 * MIB, headers=headers)).status_code == 413
    assert (await client.post("/v1/jobs", json=posting(1), headers=headers)).status_code == 202
