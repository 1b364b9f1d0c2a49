"""Who asks for a page: somebody who has signed in, or, where that is allowed, anybody, to look."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, HTTPException, Request

from rematch_console.api.tokens import Tokens
from rematch_console.domain.visitors import Visitor
from rematch_console.ports.principals import Principals
from rematch_console.ports.sessions import Sessions

COOKIE = "rematch_session"


class SignInFirst(HTTPException):
    """Nobody is known, and nobody may look unknown. `to` leads to the sign-in and back."""

    def __init__(self, path: str, told: str = "sign in with an access key to see this") -> None:
        super().__init__(401, told)
        self.to = f"/sign-in?next={quote(path, safe='/')}"


@dataclass(frozen=True, slots=True)
class Entrance:
    """`own_key` is what everybody looks with who has not signed in; None where nobody may."""

    sessions: Sessions
    own_key: Callable[[], str] | None
    principals: Principals
    tokens: Tokens

    def visitor(self, request: Request) -> Visitor:
        """Raises SignInFirst."""
        session = request.cookies.get(COOKIE, "")
        if key := self.sessions.key_of(session) if session else None:
            principal = self.principals.of(key)
            if principal is not None or not self.principals.complete:
                return Visitor(key, session, self.tokens.of(session), principal)
            self.sessions.close(session)  # the key has ended, and with it what it opened
        if self.own_key is None:
            raise SignInFirst(request.url.path)
        own = self.own_key()
        return Visitor(own, principal=self.principals.of(own))


def looking(request: Request) -> Visitor:
    entrance: Entrance = request.app.state.entrance
    return entrance.visitor(request)


def still_looking(request: Request, visitor: Visitor) -> Callable[[], bool]:
    """Whether who began to look may go on: a line stays open long after somebody has signed out, or a key has ended."""

    def holds() -> bool:
        try:
            return looking(request).key == visitor.key
        except SignInFirst:
            return False

    return holds


Looking = Annotated[Visitor, Depends(looking)]
