"""The OpenAPI document is one, tells every route and every refusal; and older names answer as the newer ones do."""

import re
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from rematch_common.http import PROBLEM
from rematch_common.keys import SCOPES
from rematch_match.api.aliases import ALIASES
from tests.fakes.samples import job_id, person
from tests.fakes.shelf import Shelf
from tests.unit.common import documents
from tests.unit.match.api.cases import WRITER, Served, as_, matched, opening, served

_METHODS = {"get", "post", "patch", "put", "delete"}


async def document() -> dict[str, Any]:
    async with served() as api:
        answer = await api.client.get("/openapi.json")
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found


async def test_it_is_an_openapi_document_whose_schemas_are_schemas() -> None:
    told = await document()
    assert told["openapi"].startswith("3.1")
    assert told["info"]["title"] == "Rematch match"
    for schema in told["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for reference in re.findall(r"'\$ref': '([^']+)'", str(told)):
        at: Any = told
        for part in reference.removeprefix("#/").split("/"):
            at = at[part]
    ids = [operation["operationId"] for item in told["paths"].values() for operation in item.values()]
    assert len(ids) == len(set(ids)) > 30


async def test_every_route_tells_its_parameters_its_key_and_its_refusals() -> None:
    told = await document()
    assert told["security"] == [{"key": []}, {"header": []}, {"scraper": []}]
    for path, item in told["paths"].items():
        for method, operation in item.items():
            assert method in _METHODS
            named = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path)), path
            for status in ("401", "403", "404", "422", "503"):
                schema = operation["responses"][status]["content"][PROBLEM]["schema"]
                assert schema == {"$ref": "#/components/schemas/Problem"}, (path, status)
            assert operation["summary"]


def shelf() -> Shelf:
    shelf = Shelf()
    matched(shelf, person("jane"), opening(1))
    return shelf


async def ask(api: Served, method: str, path: str) -> httpx.Response:
    (match,) = (await api.get("/v1/candidates/jane/matches"))["matches"]
    filled = path.format(candidate_id="jane", match_id=match["match_id"], job_id=job_id(1))
    query = {"q": "data", "candidate": "jane"} if "search" in path or "matched" in path else {}
    body = {"status": "viewed"} if method == "PATCH" else None
    return await api.client.request(method, filled, params=query, json=body, headers=as_(WRITER))


@pytest.mark.parametrize(("method", "alias", "path"), ALIASES, ids=[alias for _, alias, _ in ALIASES])
async def test_an_older_name_answers_as_the_newer_one(method: str, alias: str, path: str) -> None:
    async with served(shelf()) as api:
        older = await ask(api, method, alias)
    async with served(shelf()) as api:
        newer = await ask(api, method, path)
    assert older.status_code == newer.status_code < 300, older.text
    changing = {"request_id"}
    assert {k: v for k, v in older.json().items() if k not in changing} == {
        k: v for k, v in newer.json().items() if k not in changing
    }
    async with served(shelf()) as api:
        for filled in (alias, path):
            bare = filled.format(candidate_id="jane", match_id=job_id(1), job_id=job_id(1))
            assert (await api.client.request(method, bare)).status_code == 401


def test_the_scope_is_one_that_keys_can_have() -> None:
    assert {"matches:read", "matches:write"} <= set(SCOPES)


async def test_every_route_shows_what_it_takes_and_answers() -> None:
    told = await document()
    assert documents.without_example(told) == set()
    generating = {"/v1/candidates/{candidate_id}/generate", "/v1/matches/generate"}
    older = {alias for method, alias, path in ALIASES if path in generating}
    assert documents.without_body(told) == {f"POST {path}" for path in generating | older}
