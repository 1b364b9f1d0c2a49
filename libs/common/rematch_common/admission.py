"""Who comes in: the key that a request shows, and whether it may make one more."""

import math
from collections.abc import Callable
from typing import NoReturn

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rematch_common.buckets import Buckets, OwnBuckets, Taken
from rematch_common.clock import monotonic
from rematch_common.contracts import AccessKey
from rematch_common.keyring import KeyRing
from rematch_common.keys import Principal
from rematch_common.problems import Refusal

# After Authorization, in this order. The second is what scrapers of this field send.
HEADERS = ("x-api-key", "x-scraper-api-key")
_TAKEN = "rematch_taken"


def _nothing(_: object) -> None:
    return None


class Admission:
    """What `requires` asks. `ended` hears of every use of a revoked key, `used` of every request that was let in."""

    def __init__(
        self,
        keys: KeyRing,
        buckets: Buckets | None = None,
        ended: Callable[[AccessKey], None] | None = None,
        used: Callable[[str], None] | None = None,
    ) -> None:
        self._keys = keys
        self._buckets = buckets or OwnBuckets(monotonic)
        self._ended = ended or _nothing
        self._used = used or _nothing

    async def admit(self, request: Request, scope: str) -> Principal:
        """Who asks. Raises Refusal: 401, 403, 429, or 503 while the keys are being read."""
        known = self.known(request.headers)
        await self._limit(request, known)
        self._used(known.key_id)
        if not known.may(scope):
            raise Refusal(403, "scope-missing", f"this key lacks the scope {scope}")
        return known

    def known(self, headers: Headers) -> Principal:
        """Whose key these show. Raises Refusal: 401, or 503 while the keys are being read."""
        text = offered(headers)
        known = self._keys.verify(text)
        if known is None:
            self._refuse(text)
        return known

    def _refuse(self, text: str) -> NoReturn:
        ended = self._keys.ended(text)
        if ended is not None:
            if self._keys.revoked(ended.key_id):
                self._ended(ended)
            self._unauthorised(
                "key-ended", "this key was revoked or has expired: make another with `rematch keys create`"
            )
        if not self._keys.complete:
            raise Refusal(503, "keys-unread", "access keys are still being read; try again", {"Retry-After": "1"})
        self._unauthorised("key-missing", "send a valid access key: Authorization: Bearer rmk_…")

    @staticmethod
    def _unauthorised(kind: str, detail: str) -> NoReturn:
        raise Refusal(401, kind, detail, {"WWW-Authenticate": "Bearer"})

    async def _limit(self, request: Request, who: Principal) -> None:
        if who.requests_per_minute is None:
            return
        taken = await self._buckets.take(who.key_id, who.requests_per_minute)
        setattr(request.state, _TAKEN, taken)
        if not taken.allowed:
            wait = max(1, math.ceil(taken.wait))
            told = f"this key may make {taken.limit:,} requests a minute: come again in {wait} s"
            raise Refusal(429, "too-many-requests", told, {"Retry-After": str(wait)})


def offered(headers: Headers) -> str:
    """The text of the key that a request shows; empty for none."""
    scheme, _, text = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return text.strip()
    return next((headers[name].strip() for name in HEADERS if name in headers), "")


class TellLimits:
    """Tells every answer how many requests the key may make, and how many are left (RateLimit-Limit, -Remaining)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_on(message: Message) -> None:
            taken = state.get(_TAKEN)
            if isinstance(taken, Taken) and message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Limit"], headers["RateLimit-Remaining"] = str(taken.limit), str(taken.remaining)
            await send(message)

        await self._app(scope, receive, send_on)
