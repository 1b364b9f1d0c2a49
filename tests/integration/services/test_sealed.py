"""A deployment that has lost the key that some people are sealed with: theirs alone can't be read, and it says why."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from rematch_ingest.bootstrap import build
from rematch_ingest.settings import Settings
from tests.integration.services.running import SEALING_KEY, Place, bearer, serving, status_becomes

pytestmark = pytest.mark.stack
OTHER_KEY = b64encode(b"n" * 32).decode()
PATH = "/v1/candidates/sealed-1"
JANE = {"candidate_id": "sealed-1", "first_name": "Jane", "email": "jane@example.org", "headline": "Welder"}
CV = {"files": {"file": ("cv", b"Welder. Skills: welding. 2015 to 2020 at a yard.")}}


@asynccontextmanager
async def ingest(place: Place, key: str, **sealing: str) -> AsyncIterator[httpx.AsyncClient]:
    settings = place.settings("ingest", 8001) | sealing
    async with serving(lambda port: build(Settings(**settings | {"http_port": port}))) as client:
        await status_becomes(client, "/v1/candidates", key, 400)
        client.headers.update(bearer(key))
        yield client


async def test_who_cannot_be_opened_is_said_to_be_and_nobody_else_is_missed_for_it(place: Place) -> None:
    key = await place.key("sealed", "candidates:write")
    async with ingest(place, key) as client:
        assert (await client.post("/v1/candidates", json=JANE)).status_code == 202
        assert (await client.post(f"{PATH}/cv", **CV)).status_code == 200  # type: ignore[arg-type]
    async with ingest(place, key, sealing_key=OTHER_KEY) as client:
        await _lists_go_on(client)
        await _what_is_theirs_is_refused(client)
    async with ingest(place, key, sealing_key=OTHER_KEY, sealing_keys_before=SEALING_KEY) as client:
        assert (await client.get(PATH)).json()["email"] == "jane@example.org", "nothing was lost meanwhile"
        assert "unreadable" not in (await client.get("/v1/candidates")).json()["candidates"][0]
    async with ingest(place, key, sealing_key=b64encode(b"x" * 32).decode()) as client:
        assert (await client.get(PATH)).status_code == 409
        assert (await client.delete(PATH)).status_code == 202
        assert (await client.post("/v1/candidates", json=JANE)).status_code == 202
        assert (await client.get(PATH)).json()["email"] == "jane@example.org"


async def _lists_go_on(client: httpx.AsyncClient) -> None:
    eve = {"candidate_id": "sealed-2", "first_name": "Eve", "headline": "Baker"}
    answer = await client.post("/v1/candidates", json=[{**JANE, "headline": "Diver"}, eve])
    refused, taken = answer.json()["results"]
    assert (answer.status_code, refused["accepted"], taken["accepted"]) == (202, False, True)
    assert "REMATCH_SEALING_KEYS_BEFORE" in refused["reason"]
    one, other = (await client.get("/v1/candidates")).json()["candidates"]
    assert (one["candidate_id"], one["headline"], one["unreadable"]) == ("sealed-1", "Welder", True)
    assert "email" not in one
    assert (other["first_name"], "unreadable" in other) == ("Eve", False)
    assert (await client.get("/v1/candidates/sealed-2/export")).status_code == 200


async def _what_is_theirs_is_refused(client: httpx.AsyncClient) -> None:
    for method, path, more in (
        ("GET", PATH, {}),
        ("PUT", PATH, {"json": JANE}),
        ("PATCH", PATH, {"json": {"headline": "Diver"}}),
        ("POST", f"{PATH}/approve", {}),
        ("POST", f"{PATH}/consent", {"json": {"automated_matching": False}}),
        ("GET", f"{PATH}/cv", {}),
        ("GET", f"{PATH}/cv/file", {}),
        ("POST", f"{PATH}/cv", CV),
        ("GET", f"{PATH}/export", {}),
    ):
        answer = await client.request(method, path, **more)
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:rematch:problem:sealed"), (method, path)
        assert "erase the candidate and send them anew" in answer.json()["detail"]
