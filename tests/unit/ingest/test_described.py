"""Topics and records are described to whoever asks, without a key; `ce_dataschema` leads to a record's schema."""

import re
from collections.abc import AsyncIterator

import httpx
import jsonschema
import orjson
import pytest

from rematch_common.codec import encode
from rematch_common.contracts import DEDUPED_JOBS, TOPICS
from rematch_common.contracts.dataschema import dataschema, newest
from rematch_common.contracts.examples import examples_of
from rematch_common.wire import Wire
from rematch_ingest.bootstrap import build
from rematch_ingest.settings import Settings
from tests.unit.common.api_cases import client_of
from tests.unit.common.codec_cases import STAMP

NOWHERE = "postgresql://nobody@localhost/none"
PAGES = ("/docs", "/docs/topics")
TOLD = (*PAGES, "/openapi.json", "/asyncapi.json", "/schemas", *(f"/schemas/{one}.json" for one in sorted(newest())))


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    service = build(Settings(kafka_bootstrap="localhost:1", database_url=NOWHERE, migrations_url=NOWHERE))
    async with client_of(service.api) as client:
        yield client


@pytest.mark.parametrize("path", TOLD)
async def test_what_is_told_needs_no_key(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 200


@pytest.mark.parametrize("path", ["/docs/other", "/schemas.json", "/v1/tenants", "/schemasx"])
async def test_what_stands_beside_it_does(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 503, "the keys are being read: nobody is let in"


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_whole_by_itself_and_may_load_nothing(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path)
    allowed = page.headers["content-security-policy"]
    assert allowed.startswith("default-src 'none'; ")
    assert "unsafe" not in allowed and "http" not in allowed and "script-src" not in allowed
    assert not re.search(r"<(script|link|img|iframe|form)\b|\bon\w+=| style=|@import|url\(", page.text)


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_leads_only_to_what_is_there(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path)
    links = re.findall(r'href="([^"]+)"', page.text)
    assert len(links) >= 4
    for link in links:
        assert (await client.get(page.url.join(link))).status_code == 200, link


async def test_the_pages_name_every_route_and_every_topic(client: httpx.AsyncClient) -> None:
    routes = (await client.get("/openapi.json")).json()["paths"]
    page, topics = (await client.get("/docs")).text, (await client.get("/docs/topics")).text
    assert [path for path in routes if f"<code>{path}</code>" not in page] == []
    assert [topic.name for topic in TOPICS if f"<code>{topic.name}</code>" not in topics] == []
    assert "ads[].external_id" in topics and "ce_dataschema" in topics


async def test_a_record_names_its_schema_which_never_changes_there(client: httpx.AsyncClient) -> None:
    model = DEDUPED_JOBS.models[0]
    event = model.model_validate(examples_of(model)[0])
    (sent,) = await Wire(f"{client.base_url}/schemas").dressed([encode(DEDUPED_JOBS, event.key, event, STAMP)])
    answer = await client.get(dict(sent.headers)["ce_dataschema"].decode())
    assert answer.headers["content-type"] == "application/schema+json"
    assert "immutable" in answer.headers["cache-control"]
    jsonschema.Draft202012Validator(answer.json()).validate(orjson.loads(sent.value or b""))


async def test_who_has_it_is_told_so(client: httpx.AsyncClient) -> None:
    path = f"/schemas/{dataschema('rematch.match.found.v1')}"
    etag = (await client.get(path)).headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}'):
        again = await client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert (await client.get(path, headers={"If-None-Match": '"other"'})).status_code == 200


@pytest.mark.parametrize("name", ["rematch.match.found.v1/0123456789abcdef", "rematch.match.found.v9"])
async def test_what_is_not_there_is_a_problem_that_says_where_all_are(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/schemas/{name}.json")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "GET /schemas" in answer.json()["detail"]
