"""An API with every kind of route, served in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Query

from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.health import Health, Pulse
from rematch_common.http import new_api, requires
from rematch_common.keyring import KeyRing
from rematch_common.keys import Principal

Reader = Annotated[Principal, Depends(requires("matches:read"))]


def api_with_routes(pulses: dict[str, Pulse], keys: KeyRing) -> FastAPI:
    health = Health(pulses)
    health.started.set()
    api = new_api("test", health)
    api.state.keys = keys

    @api.get("/mine")
    async def mine(reader: Reader) -> dict[str, str]:
        return {"tenant": reader.tenant_id}

    @api.get("/page")
    async def page(limit: Annotated[int, Query(ge=1)]) -> int:
        return limit

    @api.get("/invalid")
    async def invalid() -> None:
        raise InvalidRecord("no_place", "location: nowhere", field="location")

    @api.get("/away")
    async def away() -> None:
        raise DependencyAway("postgresql", "connection refused by 10.0.0.7")

    return api


@asynccontextmanager
async def client_of(api: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(api)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
