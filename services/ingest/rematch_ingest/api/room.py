"""How much of what is sent may lie in memory at once, over all requests: who finds no room is asked to come again.

JSON grows when it is read (`[{"a":1},…]` thirty times), so a byte weighs what it may become; but not before all has
come, or whoever keeps the last byte back would hold the room. One tenant's requests hold at most half of it together.
"""

from collections import Counter
from collections.abc import Callable

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rematch_common.door import tenant_of
from rematch_common.problems import Refusal
from rematch_common.routes import too_large

_MIB = 1024 * 1024
ROOM = 160 * _MIB
# What a byte of a body weighs that is parsed whole; of one that is kept as it came; and of an answer until it is sent.
PARSED, KEPT = 40, 3
_PLACE = "rematch_place"
WeightOf = Callable[[Scope], int]


class Place:
    """What one request takes of the room."""

    def __init__(self, room: "Room", scope: Scope) -> None:
        self._room = room
        self._scope = scope
        self._taken = 0

    def take(self, weight: int) -> None:
        """Raises Refusal 503 when there is no room at the moment, or the tenant's other requests hold their share."""
        self._hold(weight)
        if self._room.free < 0 or self._beyond_share():
            self.give_back()  # now, not when it was told: else all who came together are refused
            told = "too much is being sent at the moment: send this again in a few seconds"
            raise Refusal(503, "away", told, {"Retry-After": "3"})

    def grow(self, length: int, weight: int) -> None:
        """Have what is unpacked count as what it is, not as what was sent. Raises HTTPException 413, Refusal 503."""
        if length * PARSED > self._room.size:
            raise too_large(self._room.size // PARSED)
        if (more := length * weight - self._taken) > 0:
            self.take(more)

    def give_back(self) -> None:
        self._hold(-self._taken)

    def _hold(self, weight: int) -> None:
        self._taken += weight
        self._room.free -= weight
        held, who = self._room.held, tenant_of(self._scope)
        held[who] += weight
        if not held[who]:
            del held[who]

    def _beyond_share(self) -> bool:
        """One request may be larger than the share while its tenant has no other: else it could never be sent."""
        held = self._room.held[tenant_of(self._scope)]
        return held > self._room.size // 2 and held > self._taken


class Room:
    """A middleware. `weight_of` says what a byte of a request's body weighs; 0 for one that is streamed."""

    def __init__(self, app: ASGIApp, weight_of: WeightOf, size: int = ROOM) -> None:
        self._app = app
        self._weight_of = weight_of
        self.size = self.free = size
        self.held = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        place, weight, read = Place(self, scope), self._weight_of(scope), 0
        coming = min(weight, KEPT)
        scope.setdefault("state", {})[_PLACE] = place

        async def weighed() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read * weight > self.size:
                raise too_large(self.size // weight)
            place.take(len(message.get("body", b"")) * coming)
            if message["type"] == "http.request" and not message.get("more_body", False):
                place.take(read * (weight - coming))
            return message

        try:
            await self._app(scope, weighed if weight else receive, send)
        finally:
            place.give_back()


def place_of(request: Request) -> Place:
    """What this request has taken."""
    found = getattr(request.state, _PLACE)
    assert isinstance(found, Place)
    return found
