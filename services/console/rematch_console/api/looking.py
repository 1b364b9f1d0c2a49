"""Who asks for a page: somebody who has signed in, or, where that is allowed, anybody, to look."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, HTTPException, Request

from rematch_console.domain.visitors import Visitor
from rematch_console.ports.sessions import Sessions

COOKIE = "rematch_session"


class SignInFirst(HTTPException):
    """Nobody is known, and nobody may look unknown. `to` leads to the sign-in and back."""

    def __init__(self, path: str) -> None:
        super().__init__(401, "sign in with an access key to see this")
        self.to = f"/sign-in?next={quote(path, safe='/')}"


@dataclass(frozen=True, slots=True)
class Entrance:
    """`own_key` is what everybody looks with who has not signed in; None where nobody may."""

    sessions: Sessions
    own_key: Callable[[], str] | None

    def visitor(self, request: Request) -> Visitor:
        """Raises SignInFirst."""
        session = request.cookies.get(COOKIE, "")
        if key := self.sessions.key_of(session) if session else None:
            return Visitor(key, session)
        if self.own_key is None:
            raise SignInFirst(request.url.path)
        return Visitor(self.own_key())


def looking(request: Request) -> Visitor:
    entrance: Entrance = request.app.state.entrance
    return entrance.visitor(request)


Looking = Annotated[Visitor, Depends(looking)]
