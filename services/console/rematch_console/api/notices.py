"""What has just been done, said on the page that follows. Signed, so that a link can't put words onto a page."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse

from rematch_console.api.looking import COOKIE, Entrance

_LONGEST = 300


def done(request: Request, path: str, said: str) -> RedirectResponse:
    """After a form: the page as it is now, which loaded again does nothing twice."""
    said = said[:_LONGEST]
    return RedirectResponse(f"{path}?{urlencode({'done': said, 'by': _mark(request, said)})}", 303)


def _notice(request: Request) -> str | None:
    said, mark = request.query_params.get("done"), request.query_params.get("by", "")
    return said if said and mark and mark == _mark(request, said) else None


def _mark(request: Request, said: str) -> str:
    entrance: Entrance = request.app.state.entrance
    return entrance.tokens.of(f"{request.cookies.get(COOKIE, '')} {said}")[:24]


Notice = Annotated[str | None, Depends(_notice)]
