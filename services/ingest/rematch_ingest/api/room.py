"""How much of what is sent may lie in memory at once, over all requests: who finds no room is asked to come again.

JSON grows when it is read (`[{"a":1},…]` thirty times), so a byte weighs what it may become.
"""

from collections.abc import Callable

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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

    def __init__(self, room: "Room") -> None:
        self._room = room
        self._taken = 0

    def take(self, weight: int) -> None:
        """Raises Refusal 503 when there is no room at the moment."""
        self._room.free -= weight
        self._taken += weight
        if self._room.free < 0:
            self.give_back()  # now, not when it was told: else all who came together are refused
            told = "too much is being sent at the moment: send this again in a few seconds"
            raise Refusal(503, "away", told, {"Retry-After": "3"})

    def give_back(self) -> None:
        self._room.free += self._taken
        self._taken = 0


class Room:
    """A middleware. `weight_of` says what a byte of a request's body weighs; 0 for one that is streamed."""

    def __init__(self, app: ASGIApp, weight_of: WeightOf, size: int = ROOM) -> None:
        self._app = app
        self._weight_of = weight_of
        self.size = self.free = size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        place, weight, read = Place(self), self._weight_of(scope), 0
        scope.setdefault("state", {})[_PLACE] = place

        async def weighed() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read * weight > self.size:
                raise too_large(self.size // weight)
            place.take(len(message.get("body", b"")) * weight)
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
