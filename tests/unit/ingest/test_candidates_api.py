"""The routes of candidates: what is answered, and to whom."""

import gzip
from collections.abc import AsyncIterator

import httpx
import orjson
import pytest_asyncio

from rematch_ingest.api.candidates import routes
from rematch_ingest.handlers.candidates import TakeIn
from tests.fakes.people import FakeCandidates, FakeChoices
from tests.fakes.samples import NOW
from tests.unit.ingest.desk import OURS, THEIRS, UNFIT, given, refused, serving

ADA = {"candidate_id": "c-1", "first_name": "Ada", "headline": "Ada, engineer", "skills": [{"name": "go"}]}
ONE = "/v1/candidates/c-1"


async def nothing() -> None:
    """Nobody to publish to."""


@pytest_asyncio.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    store = FakeCandidates()
    async with serving(routes(TakeIn(store, FakeChoices(), nothing, lambda: NOW), store, 100_000)) as client:
        answer = await client.post("/v1/candidates", json=ADA, headers=OURS)
        assert answer.json()["results"] == [{"candidate_id": "c-1", "accepted": True, "version": 1}]
        yield client


async def test_one_is_shown_as_they_were_given(client: httpx.AsyncClient) -> None:
    answer = await client.get(ONE, headers=OURS)
    assert {name: given(answer)[name] for name in ADA} == ADA
    assert answer.headers["etag"] == '"1"'


async def test_put_with_the_etag_of_get(client: httpx.AsyncClient) -> None:
    changed = await client.put(ONE, json={**ADA, "remote": "only"}, headers={**OURS, "If-Match": '"1"'})
    assert (given(changed)["version"], changed.headers["etag"]) == (2, '"2"')
    assert "version 2" in refused(await client.put(ONE, json=ADA, headers={**OURS, "If-Match": '"1"'}), 412)["detail"]
    assert "at 2 now" in refused(await client.put(ONE, json={**ADA, "version": 1}, headers=OURS), 409)["detail"]
    assert refused(await client.put(ONE, json=ADA, headers={**OURS, "If-Match": "soon"}), 422)
    made = await client.put("/v1/candidates/c-2", json={"skills": ["sql"]}, headers=OURS)
    assert given(made)["candidate_id"] == "c-2"


async def test_patch_approve_and_consent(client: httpx.AsyncClient) -> None:
    patched = await client.patch(ONE, json={"headline": None, "status": "pending_review"}, headers=OURS)
    assert "headline" not in given(patched)
    assert given(await client.post(f"{ONE}/approve", headers=OURS))["status"] == "ready_for_assignment"
    said = await client.post(f"{ONE}/consent", json={"automated_matching": False}, headers=OURS)
    assert given(said)["automated_matching"] is False
    await client.patch(ONE, json={"status": "placed"}, headers=OURS)
    assert "placed" in refused(await client.post(f"{ONE}/approve", headers=OURS), 409)["detail"]


async def test_a_refusal_names_the_field(client: httpx.AsyncClient) -> None:
    assert refused(await client.patch(ONE, json={"remote": "perhaps"}, headers=OURS), 422)["field"] == "remote"
    assert refused(await client.put(ONE, json=[], headers=OURS), 422)
    assert refused(await client.get("/v1/candidates?cursor=%00x", headers=OURS), 422)["field"] == "cursor"
    assert refused(await client.get("/v1/candidates/not valid!", headers=OURS), 422)
    assert refused(await client.put(ONE, content=b"{", headers=OURS), 400)
    assert refused(await client.get("/v1/candidates?search=%00", headers=OURS), 422)["field"] == "search"
    deep = b'{"headline":' + b'{"a":' * 900 + b"1" + b"}" * 901
    for method in ("PUT", "PATCH"):
        assert refused(await client.request(method, ONE, content=deep, headers=OURS), 422)
    odd = {"headline": "a\u0000\u001b[31m", "notes": "\u0000", "address": ",;,\n" * 200, "last_name": "(.*)+$"}
    assert given(await client.patch(ONE, json=odd, headers=OURS))["version"] == 2


async def test_a_field_that_is_none_is_refused_and_so_is_another_candidate(client: httpx.AsyncClient) -> None:
    for method in ("PUT", "PATCH"):
        for value in ("Ada", None):
            odd = {"frist_name": value}
            assert refused(await client.request(method, ONE, json=odd, headers=OURS), 422)["field"] == "frist_name"
        other = {"candidate_id": "c-2", "headline": "Cook"}
        assert refused(await client.request(method, ONE, json=other, headers=OURS), 422)["field"] == "candidate_id"
    listed = await client.post("/v1/candidates", json=[{**ADA, "frist_name": "Ada"}, ADA], headers=OURS)
    assert [(one["accepted"], one.get("field")) for one in listed.json()["results"]] == [
        (False, "frist_name"),
        (True, None),
    ]
    shown = given(await client.get(ONE, headers=OURS))
    assert given(await client.put(ONE, json=shown, headers=OURS)) == shown
    assert given(await client.patch(ONE, json={**shown, "headline": "Cook"}, headers=OURS))["version"] == 2


async def test_gzip_is_understood_and_nothing_else_is_taken_for_json(client: httpx.AsyncClient) -> None:
    zipped = {**OURS, "Content-Encoding": "gzip"}
    listed = gzip.compress(orjson.dumps([{"candidate_id": "c-7", "skills": ["sql"]}]))
    told = (await client.post("/v1/candidates", content=listed, headers=zipped)).json()
    assert told["results"] == [{"candidate_id": "c-7", "accepted": True, "version": 1}]
    put = gzip.compress(orjson.dumps({"headline": "Cook"}))
    assert given(await client.put(ONE, content=put, headers=zipped))["headline"] == "Cook"
    assert "not gzip" in refused(await client.post("/v1/candidates", content=b"[]", headers=zipped), 400)["detail"]
    bomb = gzip.compress(b" " * 9_000_000)
    assert "100,000" in refused(await client.post("/v1/candidates", content=bomb, headers=zipped), 413)["detail"]
    odd = {**OURS, "Content-Encoding": "br"}
    assert "gzip" in refused(await client.post("/v1/candidates", content=b"[]", headers=odd), 415)["detail"]
    consent = gzip.compress(b'{"automated_matching": false}')
    assert "without" in refused(await client.post(f"{ONE}/consent", content=consent, headers=zipped), 415)["detail"]
    assert given(await client.get(ONE, headers=OURS)).get("automated_matching", True)


async def test_a_list_goes_on_where_its_page_ended(client: httpx.AsyncClient) -> None:
    people = [{"candidate_id": f"p-{n}", "status": "placed" if n % 2 else "inactive"} for n in range(5)]
    await client.post("/v1/candidates", json=people, headers=OURS)
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = given(await client.get("/v1/candidates", params={"limit": "2", **cursor}, headers=OURS))
        seen += [person["candidate_id"] for person in page["candidates"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == ["c-1", "p-0", "p-1", "p-2", "p-3", "p-4"]
    placed = given(await client.get("/v1/candidates?status=placed&search=p-", headers=OURS))
    assert [person["candidate_id"] for person in placed["candidates"]] == ["p-1", "p-3"]


async def test_another_tenants_key_finds_nobody(client: httpx.AsyncClient) -> None:
    """Every route with an id. A PUT makes somebody of that id among the other tenant's own."""
    document = (await client.get("/openapi.json")).json()
    tried = 0
    for path, methods in document["paths"].items():
        for method in set(methods) - {"put"} if "{candidate_id}" in path else ():
            body = {"automated_matching": False}
            answer = await client.request(method, path.format(candidate_id="c-1"), json=body, headers=THEIRS)
            assert "c-1" not in refused(answer, 404)["detail"]
            tried += 1
    assert tried >= 4
    assert given(await client.get("/v1/candidates", headers=THEIRS))["candidates"] == []
    assert given(await client.put(ONE, json={"skills": ["sql"]}, headers=THEIRS))["version"] == 1
    assert given(await client.get(ONE, headers=OURS))["skills"] == [{"name": "go"}]


async def test_a_key_without_the_scope_is_told_so(client: httpx.AsyncClient) -> None:
    assert "candidates:write" in refused(await client.get(ONE, headers=UNFIT), 403)["detail"]
    assert refused(await client.get(ONE), 401)
