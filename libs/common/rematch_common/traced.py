"""A span for each request of an API, but for those that only look whether the service is there."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rematch_common.door import OPEN
from rematch_common.tracing import answering


class Traced:
    """Outermost, so that what is logged of a request that failed by surprise tells its trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        status = 0

        async def send_on(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        with answering(scope["method"], Headers(scope=scope).get("traceparent")) as asked:
            await self._app(scope, receive, send_on)
            asked.answered(scope["method"], getattr(scope.get("route"), "path", "nowhere"), status)
