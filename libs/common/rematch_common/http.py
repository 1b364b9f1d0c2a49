"""What every service's HTTP side has: health, metrics, keys, and errors as problem+json."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Any
from uuid import uuid4

import orjson
import uvicorn
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rematch_common import metrics
from rematch_common.admission import Admission, TellLimits
from rematch_common.door import Door
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.health import Health
from rematch_common.json_route import JsonRoute, check_unpacked
from rematch_common.keys import Principal
from rematch_common.logs import bug, logger
from rematch_common.problems import PROBLEM, Refusal, problem
from rematch_common.traced import Traced

__all__ = ["PROBLEM", "HttpServer", "json_body", "new_api", "parsed", "problem", "requires"]
log = logger(__name__)


def new_api(service: str, health: Health) -> FastAPI:
    """An API with the routes that ask for no key. `api.state.admission` is set by whoever adds routes that do."""
    api = FastAPI(title=f"Rematch {service}", docs_url=None, redoc_url=None, openapi_url=None)
    # Else a path with one slash too many is answered with an address out of the request's own Host header.
    api.router.redirect_slashes = False
    api.router.route_class = JsonRoute
    api.add_middleware(Door)
    api.add_middleware(TellLimits)
    api.add_middleware(_Surprises)
    api.add_middleware(Traced)
    api.get("/healthz", include_in_schema=False)(_answer(health.alive, health))
    api.get("/readyz", include_in_schema=False)(_answer(health.ready, health))
    api.get("/metrics", include_in_schema=False)(_metrics)
    api.add_exception_handler(StarletteHTTPException, _http_problem)
    api.add_exception_handler(RequestValidationError, _validation_problem)
    api.add_exception_handler(InvalidRecord, _invalid_problem)
    api.add_exception_handler(DependencyAway, _away_problem)
    return api


def requires(scope: str) -> Callable[[Request], Awaitable[Principal]]:
    """A dependency that gives the Principal of a key with this scope, or answers 401, 403, 429 or 503."""

    async def principal(request: Request) -> Principal:
        admission: Admission = request.app.state.admission
        return await admission.admit(request, scope)

    return principal


async def json_body(request: Request, largest: int) -> Any:
    """The body, read no further than it may be long. Raises HTTPException 413, 415 for one that is packed, or 400."""
    check_unpacked(request.headers)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise HTTPException(413, f"send at most {largest:,} bytes in one request")
    return parsed(body)


def parsed(body: bytes | bytearray) -> Any:
    """Raises HTTPException 400 for what is no JSON."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, f"the body is not JSON: {error}") from None


def _answer(ask: Callable[[], bool], health: Health) -> Callable[[], Any]:
    async def answer() -> JSONResponse:
        good = ask()
        details = {name: tell() for name, tell in health.details.items()}
        return JSONResponse({"ok": good, "consumers": health.report(), **details}, 200 if good else 503)

    return answer


async def _metrics() -> Response:
    body, media_type = metrics.exposition()
    return Response(body, media_type=media_type)


async def _http_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)
    response = problem(error.status_code, str(error.detail), error.kind if isinstance(error, Refusal) else "")
    response.headers.update(error.headers or {})
    return response


async def _validation_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(400, f"the body is not JSON: {first['ctx']['error']}")
    field = _field_of(first["loc"])
    return problem(422, f"{field}: {first['msg']}", field=field)


def _field_of(place: tuple[int | str, ...]) -> str:
    """The field's own name, without the kind that pydantic tried of several: it stands behind it."""
    named = [str(part) for part in place[1:2]]
    named += [str(part) for part in place[2:] if isinstance(part, int) or part.isidentifier()]
    return ".".join(named) or "body"


async def _invalid_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, InvalidRecord)
    return problem(422, str(error), field=error.field, reason=error.reason)


async def _away_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, DependencyAway)
    response = problem(503, f"{error.dependency} does not answer at the moment")
    response.headers["Retry-After"] = "2"
    return response


class _Surprises:
    """Answers for a route that failed by surprise: an id for who asked, the same with the traceback for who looks.

    As a middleware, since a handler of Starlette's for it raises again, and uvicorn then logs the exception's own
    text, which may quote the request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def send_on(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except ClientDisconnect:
            return  # nobody is left to be told
        except Exception as error:
            problem_id = uuid4().hex
            log.error("bug while answering", id=problem_id, path=scope.get("path"), **bug(error))
            if not begun:
                told = f"it is in the log of {scope['app'].title} as {problem_id}"
                await problem(500, told, id=problem_id)(scope, receive, send)


class _QuietServer(uvicorn.Server):
    """uvicorn without signal handlers of its own: the service decides when it ends."""

    def capture_signals(self) -> Any:
        return nullcontext()


class HttpServer:
    """Serves an API on this loop, from before the first dependency answers until after the last batch."""

    def __init__(self, api: FastAPI, host: str, port: int) -> None:
        self._address = (host, port)
        config = uvicorn.Config(
            api, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=3, loop="none"
        )
        self._server = _QuietServer(config)
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Raises OSError when the port is taken."""
        listener = socket.create_server(self._address, backlog=256)
        self._serving = asyncio.create_task(self._server.serve([listener]), name="http")

    async def stop(self) -> None:
        self._server.should_exit = True
        if self._serving is not None:
            await asyncio.wait({self._serving}, timeout=5.0)
