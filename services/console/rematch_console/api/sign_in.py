"""Sign in with an access key, and out again. The key stays in this process's memory, for eight hours at most."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from rematch_common.keys import SCOPES
from rematch_console.api.desk import Desk
from rematch_console.api.looking import COOKIE, Entrance, Looking
from rematch_console.api.page import Page, twin
from rematch_console.api.writing import first, form_of
from rematch_console.ports.sessions import LASTS

_FIRST = "/"


def routes(api: APIRouter, desk: Desk) -> None:
    _sign_in(api, desk)

    @api.post("/sign-out", include_in_schema=False)
    async def sign_out(request: Request) -> Response:
        form = await form_of(request)
        entrance: Entrance = request.app.state.entrance
        session = request.cookies.get(COOKIE, "")
        if entrance.tokens.fits(session, first(form, "token")):
            desk.sessions.close(session)
        answer = RedirectResponse(_FIRST, 303)
        answer.delete_cookie(COOKIE, path="/")
        return answer

    @twin(api, desk, "/you", "you.html")
    async def you(visitor: Looking) -> dict[str, object]:
        who = visitor.principal
        return {
            "signed_in": visitor.signed_in,
            "known": who is not None,
            "key_id": who.key_id if who else None,
            "tenant": who.tenant_id if who else None,
            "scopes": [{"name": name, "has": visitor.may(name)} for name in SCOPES],
        }


def _sign_in(api: APIRouter, desk: Desk) -> None:
    def page(next_: str, fault: str | None, status: int) -> HTMLResponse:
        shown = {"next": next_, "fault": fault}
        return HTMLResponse(desk.render("sign_in.html", "/sign-in", None, shown), status)

    @api.get("/sign-in", include_in_schema=False)
    async def ask(to: Annotated[str, Query(alias="next", max_length=2_000)] = _FIRST) -> Response:
        return page(inside(to), None, 200)

    @api.post("/sign-in", include_in_schema=False)
    async def sign_in(request: Request) -> Response:
        form = await form_of(request)
        to, key = inside(first(form, "next")), first(form, "key")
        entrance: Entrance = request.app.state.entrance
        if not entrance.principals.complete:
            return page(to, "The access keys are still being read: try again in a moment.", 503)
        if entrance.principals.of(key) is None:
            return page(to, "No access key that is in force. A key begins with rmk_.", 401)
        before = request.cookies.get(COOKIE)
        if before:
            desk.sessions.close(before)
        return _signed_in(request, desk.sessions.open(key), to)


def _signed_in(request: Request, session: str, to: str) -> Response:
    answer = RedirectResponse(to, 303)
    seconds, secure = int(LASTS.total_seconds()), request.url.scheme == "https"
    answer.set_cookie(COOKIE, session, max_age=seconds, path="/", secure=secure, httponly=True, samesite="strict")
    return answer


def inside(address: str) -> str:
    """A path of this console: a link must not lead through the sign-in to somewhere else."""
    parts = urlsplit(address)
    plain = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if plain and not parts.scheme and not parts.netloc else _FIRST


PAGE = Page("/you", "Your key", routes, in_menu=False)
