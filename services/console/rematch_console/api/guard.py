"""What stands around every answer: what a browser may do with it, and who may ask from where."""

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rematch_common.problems import problem

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})
# Probes and Prometheus come by whatever address a pod has.
_ANY_HOST = frozenset({"/healthz", "/readyz", "/metrics"})


class Guard:
    """A middleware. Where anybody may look, only by a name that is known: else a foreign page whose own name leads to
    this address (DNS rebinding) could read it through a visitor's browser."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], any_host: bool) -> None:
        self._app = app
        self._hosts = _THIS_MACHINE | set(hosts)
        self._any_host = any_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_ALWAYS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if self._known(scope):
            await self._app(scope, receive, guarded)
        else:
            told = "this console isn't known by that name: add it to REMATCH_CONSOLE_HOSTS"
            await problem(421, told, "unknown-host")(scope, receive, guarded)

    def _known(self, scope: Scope) -> bool:
        return self._any_host or scope["path"] in _ANY_HOST or host_of(Headers(scope=scope)) in self._hosts


def host_of(headers: Headers) -> str:
    """The host that was asked for, without its port."""
    host = headers.get("host", "").lower()
    return host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]
