"""The services over HTTP: refusals keep their words, what does not answer is away, streams come event by event."""

import httpx
import pytest
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse

from rematch_common.errors import DependencyAway
from rematch_console.adapters.http_services import HttpServices
from rematch_console.ports.services import Question, Refused, path_of


def service() -> FastAPI:
    api = FastAPI()

    @api.post("/v1/echo/{name:path}")
    async def echo(name: str, request: Request) -> dict[str, object]:
        body = await request.json()
        return {
            "name": name,
            "key": request.headers["authorization"],
            "query": dict(request.query_params),
            "body": body,
        }

    @api.get("/no")
    async def no() -> JSONResponse:
        return JSONResponse({"detail": "skills: say which", "field": "skills"}, 422)

    @api.get("/html")
    async def html() -> PlainTextResponse:
        return PlainTextResponse("<html>")

    @api.get("/bad")
    async def bad() -> None:
        raise HTTPException(502)

    @api.get("/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse(iter([": hello\n\n", 'event: match.found\ndata: {"a":\ndata: 1}\n\n', "data: x\n\n"]))

    return api


@pytest.fixture
async def asked() -> HttpServices:
    services = HttpServices({"match": "http://match/", "dedup": "http://127.0.0.1:1"})
    services._client = httpx.AsyncClient(transport=httpx.ASGITransport(service()))
    return services


async def test_a_question_carries_key_query_and_body(asked: HttpServices) -> None:
    path = path_of("v1", "echo", "a/b?c")
    told = await asked.ask("rmk_1", Question("match", path, "POST", {"limit": 3}, {"x": 1}))
    assert told == {"name": "a/b?c", "key": "Bearer rmk_1", "query": {"limit": "3"}, "body": {"x": 1}}


async def test_a_refusal_keeps_its_words(asked: HttpServices) -> None:
    with pytest.raises(Refused, match="skills: say which") as refused:
        await asked.ask("k", Question("match", "/no"))
    assert (refused.value.status, refused.value.field, refused.value.service) == (422, "skills", "match")
    with pytest.raises(Refused) as refused:
        await asked.text("match", "/bad")
    assert refused.value.status == 502


async def test_what_is_no_json_is_no_answer(asked: HttpServices) -> None:
    with pytest.raises(DependencyAway, match="no JSON"):
        await asked.ask("k", Question("match", "/html"))
    assert await asked.text("match", "/html") == "<html>"


async def test_events_are_read_one_by_one(asked: HttpServices) -> None:
    assert [event async for event in asked.events("k", "match", "/stream")] == [
        ("match.found", '{"a":\n1}'),
        ("message", "x"),
    ]
    with pytest.raises(Refused):
        await anext(asked.events("k", "match", "/none"))


async def test_a_service_that_is_not_there_is_away() -> None:
    services = HttpServices({"dedup": "http://127.0.0.1:1"})
    await services.start()
    with pytest.raises(DependencyAway, match="dedup"):
        await services.ask("k", Question("dedup", "/v1/stats"))
    with pytest.raises(DependencyAway, match="dedup"):
        await anext(services.events("k", "dedup", "/v1/stream"))
    await services.stop()
