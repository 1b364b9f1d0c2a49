"""Imports: how far each file is, what came of its lines, and which of them failed."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from rematch_console.api.desk import Desk
from rematch_console.api.looking import Looking
from rematch_console.api.page import Page, twin
from rematch_console.handlers.asking import asked
from rematch_console.ports.services import Question, path_of

_PATH = "/imports"
Cursor = Annotated[str | None, Query(max_length=1_000)]


def routes(api: APIRouter, desk: Desk) -> None:
    @twin(api, desk, _PATH, "imports.html")
    async def imports(visitor: Looking, cursor: Cursor = None) -> dict[str, Any]:
        listed = await asked(desk.services, visitor.key, Question("ingest", "/v1/imports", query=_page(cursor)))
        said = listed.said or {}
        return {"imports": said.get("imports", []), "next": said.get("next"), "why_not": listed.why_not}

    @twin(api, desk, f"{_PATH}/{{import_id}}", "import.html")
    async def one(visitor: Looking, import_id: UUID, cursor: Cursor = None) -> dict[str, Any]:
        path = "/v1/imports" + path_of(import_id)
        whole, failures = await asyncio.gather(
            desk.services.ask(visitor.key, Question("ingest", path)),
            desk.services.ask(visitor.key, Question("ingest", f"{path}/failures", query=_page(cursor))),
        )
        return {"whole": whole, **failures}


def _page(cursor: str | None) -> dict[str, str | int | list[str]]:
    return {"limit": 50, "cursor": cursor} if cursor else {"limit": 50}


PAGE = Page(_PATH, "Imports", routes)
