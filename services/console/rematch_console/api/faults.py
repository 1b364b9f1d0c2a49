"""Refusals as a page for who looks with a browser, as problem+json for everybody else."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.problems import problem
from rematch_console.api.desk import Render
from rematch_console.api.looking import SignInFirst
from rematch_console.ports.letters import NoSuchQueue
from rematch_console.ports.services import Refused

_TITLES = {
    401: "The access key is not valid",
    403: "This key may not see that",
    404: "There is no such thing",
    503: "Something is away",
}


def add_faults(api: FastAPI, render: Render) -> None:
    async def answer(request: Request, error: Exception) -> Response:
        if isinstance(error, SignInFirst) and wants_page(request):
            return RedirectResponse(error.to, 303)
        status, detail, more = told_of(error)
        if not wants_page(request):
            return problem(status, detail, **more)
        title = _TITLES.get(status) or HTTPStatus(status).phrase
        shown = {"title": title, "status": status, "detail": detail}
        return HTMLResponse(render("problem.html", request.url.path, None, shown), status)

    for kind in (Refused, DependencyAway, NoSuchQueue, InvalidRecord, HTTPException, RequestValidationError):
        api.add_exception_handler(kind, answer)


def told_of(error: Exception) -> tuple[int, str, dict[str, Any]]:
    """The status, the sentence, and the field where there is one."""
    match error:
        case Refused():
            told = error.status, f"{error.service} says: {error.detail}", error.field
        case InvalidRecord():
            told = 422, str(error), error.field
        case NoSuchQueue():
            told = 404, str(error), None
        case DependencyAway():
            told = 503, f"{error.dependency} does not answer at the moment", None
        case RequestValidationError():
            field = ".".join(str(part) for part in error.errors()[0]["loc"][1:]) or "request"
            told = 422, f"{field}: {error.errors()[0]['msg']}", field
        case _:
            assert isinstance(error, HTTPException)
            told = error.status_code, str(error.detail), None
    status, sentence, culprit = told
    return status, sentence, {"field": culprit} if culprit else {}


def wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.endswith(".json")
