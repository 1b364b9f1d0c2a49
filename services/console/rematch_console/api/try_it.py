"""Try it: what would happen to a posting or a CV that is pasted. Nothing of it is stored or logged."""

from typing import Any, cast

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from rematch_common.http import json_body
from rematch_console.api.desk import Desk
from rematch_console.api.looking import Looking
from rematch_console.api.page import Page, json_answer, twin
from rematch_console.api.writing import first, form_of, from_here
from rematch_console.domain.pasting import looks_like_cv
from rematch_console.domain.trying import Kind, Tried, why_words
from rematch_console.domain.visitors import Visitor
from rematch_console.handlers.trying import TryOut

LONGEST = 100_000
_BESIDE = ("title", "company", "location")
_KINDS = ("auto", "posting", "cv")
_SAMPLES = (
    {
        "name": "a posting",
        "kind": "posting",
        "text": (
            "Python Backend Developer at Northwind Labs, Austin, TX\n\n"
            "Fully remote within the United States. Build APIs with Python, Django and PostgreSQL for a booking "
            "platform. You have 4+ years of backend experience. Docker and Kafka are a plus. Permanent, full time, "
            "$115,000 - $145,000 a year."
        ),
    },
    {
        "name": "a CV",
        "kind": "cv",
        "text": "Python Backend Developer\nAustin, TX\n\nEight years of Python, Django and PostgreSQL.\n"
        "Skills: Python, Django, PostgreSQL, Docker, Kafka, REST APIs\n"
        "Looking for a senior role, remote or in Austin.",
    },
)


def routes(api: APIRouter, desk: Desk) -> None:
    try_out = TryOut(desk.services)

    @twin(api, desk, PAGE.path, "try_it.html")
    async def ask() -> dict[str, Any]:
        return _page("auto", "", {}, None)

    @api.post(PAGE.path, include_in_schema=False)
    async def tried(request: Request, visitor: Looking) -> Response:
        form = await form_of(request)
        asked = {name: first(form, name) for name in ("kind", "text", *_BESIDE)}
        shown = await _tried(try_out, visitor, asked)
        return HTMLResponse(desk.render("try_it.html", PAGE.path, visitor, shown))

    @api.post(f"{PAGE.path}.json", include_in_schema=False)
    async def tried_json(request: Request, visitor: Looking) -> Response:
        from_here(request)
        body = await json_body(request, 4 * LONGEST)
        if not isinstance(body, dict):
            raise HTTPException(422, "send a JSON object with `text`, and `kind`: posting, cv or auto")
        shown = await _tried(try_out, visitor, {name: str(value) for name, value in body.items()})
        return json_answer(shown["tried"])


async def _tried(try_out: TryOut, visitor: Visitor, asked: dict[str, str]) -> dict[str, Any]:
    text, kind = asked.get("text", "").strip(), asked.get("kind") or "auto"
    if not text:
        raise HTTPException(422, "text: paste a posting or a CV")
    if len(text) > LONGEST:
        raise HTTPException(413, f"text: at most {LONGEST:,} characters, and this has {len(text):,}")
    if kind not in _KINDS:
        raise HTTPException(422, "kind: choose posting, cv or auto")
    beside = {name: asked.get(name, "")[:300] for name in _BESIDE}
    meant = cast(Kind, kind if kind != "auto" else "cv" if looks_like_cv(text) else "posting")
    return _page(kind, text, beside, await try_out(visitor.key, meant, text, beside))


def _page(kind: str, text: str, beside: dict[str, str], tried: Tried | None) -> dict[str, Any]:
    shown = tried.shown() if tried else None
    if shown and (said := (shown.get("dedup") or {}).get("said")):
        shown["why"] = why_words(said.get("why"))
    asked = {"kind": kind, "text": text, **{name: beside.get(name, "") for name in _BESIDE}}
    return {"asked": asked, "samples": _SAMPLES, "longest": LONGEST, "tried": shown}


PAGE = Page("/try", "Try it", routes)
