"""An API with every kind of route, served in this process."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Query, Request
from fastapi.responses import StreamingResponse

from rematch_common.admission import Admission
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.health import Health, Pulse
from rematch_common.http import HttpServer, new_api, requires
from rematch_common.keyring import KeyRing
from rematch_common.keys import Principal

SECRET = "what somebody has sent"
Reader = Annotated[Principal, Depends(requires("matches:read"))]


def api_with_routes(pulses: dict[str, Pulse], keys: KeyRing) -> FastAPI:
    health = Health(pulses)
    health.started.set()
    api = new_api("test", health)
    api.state.admission = Admission(keys)

    @api.get("/mine")
    async def mine(reader: Reader) -> dict[str, str]:
        return {"tenant": reader.tenant_id}

    @api.get("/page")
    async def page(limit: Annotated[int, Query(ge=1)]) -> int:
        return limit

    @api.post("/numbers")
    async def numbers(given: list[int]) -> int:
        return sum(given)

    @api.post("/raw")
    async def raw(request: Request) -> int:
        return len(await request.body())

    _add_failing_routes(api)
    return api


def _add_failing_routes(api: FastAPI) -> None:
    @api.get("/invalid")
    async def invalid() -> None:
        raise InvalidRecord("no_place", "location: nowhere", field="location")

    @api.get("/surprise")
    async def surprise() -> None:
        raise ValueError(SECRET)

    @api.get("/cut-off")
    async def cut_off() -> StreamingResponse:
        return StreamingResponse(_half())

    @api.get("/away")
    async def away() -> None:
        raise DependencyAway("postgresql", "connection refused by 10.0.0.7")


async def _half() -> AsyncIterator[str]:
    yield "half "
    raise ValueError(SECRET)


@asynccontextmanager
async def served(api: FastAPI, port: int = 0) -> AsyncIterator[str]:
    """The API on a port, and its address."""
    if not port:
        with socket.create_server(("127.0.0.1", 0)) as held:
            port = held.getsockname()[1]
    server = HttpServer(api, "127.0.0.1", port)
    await server.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await server.stop()


@asynccontextmanager
async def client_of(api: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(api)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
