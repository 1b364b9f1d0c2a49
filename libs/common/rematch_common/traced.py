"""A span for each request of an API, and what metrics say of it; but for those that only look whether the service is
there."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rematch_common import metrics
from rematch_common.clock import monotonic
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
        status, began = 0, monotonic()

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                metrics.HTTP_SECONDS.observe(monotonic() - began)
            await send(message)

        with answering(scope["method"], Headers(scope=scope).get("traceparent")) as asked:
            await self._app(scope, receive, send_on)
            # As it is written in the code: a path may name a person, and there is no end of paths that are nowhere.
            route = getattr(scope.get("route"), "path", "nowhere")
            asked.answered(scope["method"], route, status)
            known = f"{scope['method']} {route}" if scope.get("route") else route
            metrics.HTTP_REQUESTS.labels(known, f"{status // 100}xx").inc()
