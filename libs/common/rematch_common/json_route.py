"""Routes that take a JSON object read it as one, whatever `curl -d` says it is."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers

_JSON = [(b"content-type", b"application/json")]


class JsonRoute(APIRoute):
    """A route with a body of a declared kind reads JSON, and nothing else: a Content-Type that says so changes nothing.

    Else what `curl -d` sends (application/x-www-form-urlencoded) is refused as no dictionary, which says nothing to who
    sent one. Routes that read the request themselves look at the Content-Type themselves.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def as_json(request: Request) -> Response:
            check_unpacked(request.headers)
            others = [header for header in request.scope["headers"] if header[0] != b"content-type"]
            return await handle(Request({**request.scope, "headers": others + _JSON}, request.receive))

        return as_json


def check_unpacked(headers: Headers) -> None:
    """Raises HTTPException 415 for a body that is packed: read as it is, it would be called broken JSON."""
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise HTTPException(415, "send this as it is, without a Content-Encoding", {"Accept-Encoding": "identity"})
