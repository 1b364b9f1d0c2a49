"""A small HTTPS server that answers as Qdrant does of its collections, and asks for its key."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Header, Response

from rematch_devstack.ports import LOOPBACK, Ports
from rematch_devstack.waiting import until
from tests.secure.certificates import Authority


@dataclass
class StandIn:
    """`key`: the one that counts now, empty for none; `asked`: the keys that were told."""

    url: str
    authority: Authority
    key: str = ""
    asked: list[str] = field(default_factory=list)


@contextlib.asynccontextmanager
async def running_qdrant(folder: Path) -> AsyncIterator[StandIn]:
    authority = Authority(folder)
    signed, key = authority.sign("qdrant")
    with Ports() as ports:
        port = ports.free()
        found = StandIn(f"https://{LOOPBACK}:{port}", authority)
        config = uvicorn.Config(
            _api(found), LOOPBACK, port, log_level="error", ssl_certfile=str(signed), ssl_keyfile=str(key)
        )
        config.load()
        assert isinstance(config.ssl, ssl.SSLContext)
        server = uvicorn.Server(config)
        async with _serving(server):
            yield found


@contextlib.asynccontextmanager
async def _serving(server: uvicorn.Server) -> AsyncIterator[None]:

    async def started() -> bool:
        assert not running.done()
        return server.started

    with contextlib.suppress(asyncio.CancelledError):
        running = asyncio.ensure_future(server._serve())
        try:
            async with asyncio.timeout(30):
                await until(started)
            yield
        finally:
            server.should_exit = True
            await running


def _api(stand_in: StandIn) -> FastAPI:
    api = FastAPI()

    @api.get("/collections")
    async def collections(response: Response, api_key: str = Header(default="", alias="api-key")) -> dict[str, object]:
        stand_in.asked.append(api_key)
        if stand_in.key and api_key != stand_in.key:
            response.status_code = 401
            return {"status": {"error": "Must provide an API key or an Authorization bearer token"}}
        return {"result": {"collections": []}, "status": "ok", "time": 0.0}

    return api
