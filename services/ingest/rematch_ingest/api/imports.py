"""Imports: a file in, how far it is, and what failed."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from rematch_common.cursors import cursor_of, date_of, dated, no_place, place_of
from rematch_common.routes import Cursor, Limit, again, group, known
from rematch_ingest.api.common import Scraper
from rematch_ingest.api.repeating import Key
from rematch_ingest.api.schemas import IMPORT
from rematch_ingest.api.uploads import Told, Uploads
from rematch_ingest.domain.fates import Decision
from rematch_ingest.domain.ids import IngestId
from rematch_ingest.domain.imports import LISTED_FAILURES, Import, shown
from rematch_ingest.ports.imports import Imports

_NEWEST, _LINES = "imports", "failures"
Asked = Annotated[Told, Depends(Told)]


def routes(uploads: Uploads, imports: Imports) -> APIRouter:
    api = group("imports")
    _add_upload(api, uploads)

    @api.get("/v1/imports", summary="The tenant's imports, newest first")
    async def page(scraper: Scraper, limit: Limit = 50, cursor: Cursor = None) -> dict[str, Any]:
        found, next_ = await listed(imports, scraper.tenant_id, limit, cursor)
        return {"imports": [shown(one) for one in found], "next": next_}

    @api.get("/v1/imports/stats", summary="All of the tenant's imports, added up")
    async def stats(scraper: Scraper) -> dict[str, Any]:
        return await imports.stats(scraper.tenant_id)

    @api.get("/v1/imports/{import_id}", summary="How far an import is")
    async def one(import_id: UUID, scraper: Scraper) -> dict[str, Any]:
        """`total` lines, of which so many were `read`, and `published`; what came of those: `new` openings, `duplicate`
        (ads of openings that are known, or seen before), `updated`; `failed` were not accepted."""
        return shown(known(await imports.get((scraper.tenant_id, import_id)), f"no import {import_id}"))

    _add_failures(api, imports)
    return api


def _add_upload(api: APIRouter, uploads: Uploads) -> None:
    @api.post(
        "/v1/imports",
        status_code=202,
        summary="Take in a file of postings",
        openapi_extra=IMPORT,
        responses=again("Sent again: the import that it was"),
    )
    async def upload(
        request: Request, response: Response, scraper: Scraper, told: Asked, key: Key = None
    ) -> dict[str, Any]:
        """JSON (an array), NDJSON or CSV (with a header row, UTF-8), as the body or as the file of a form, whose fields
        stand before it. It is kept as it comes; a file that can't be read to its end is refused as a whole, a line that
        is wrong is one that failed. Sent again under the same `Idempotency-Key` it is the same import (200)."""
        found, fresh = await uploads(request, scraper, told, key)
        response.status_code = 202 if fresh else 200
        response.headers["Location"] = f"/v1/imports/{found.import_id}"
        return shown(found)


def _add_failures(api: APIRouter, imports: Imports) -> None:
    @api.get("/v1/imports/{import_id}/failures", summary="The lines that failed, and why")
    async def failures(import_id: UUID, scraper: Scraper, limit: Limit = 50, cursor: Cursor = None) -> dict[str, Any]:
        """The first thousand that were not accepted, and those that dedup could not read."""
        ref = scraper.tenant_id, import_id
        whole = known(await imports.get(ref), f"no import {import_id}")
        found = await imports.failures(ref, limit + 1, _line(cursor))
        next_ = cursor_of(_LINES, [found[limit - 1].id.place]) if len(found) > limit else None
        told = [_failure(each) for each in found[:limit]]
        return {"failed": whole.counts.failed, "listed_at_most": LISTED_FAILURES, "failures": told, "next": next_}


async def listed(imports: Imports, tenant_id: str, limit: int, cursor: str | None) -> tuple[list[Import], str | None]:
    """A page, and where the next one begins."""
    after: tuple[datetime, UUID] | None = date_of(cursor, _NEWEST) if cursor else None
    found = await imports.page(tenant_id, limit + 1, after)
    more = len(found) > limit
    last = found[limit - 1] if more else None
    return found[:limit], dated(_NEWEST, last.started_at, last.import_id) if last else None


def _line(cursor: str | None) -> int:
    if cursor is None:
        return 0
    (line,) = place_of(cursor, _LINES, 1)
    if not isinstance(line, int) or not 0 <= line < 2**31:
        raise no_place()
    return line


def _failure(failed: Decision) -> dict[str, Any]:
    return {
        "line": failed.id.place,
        "ingest_id": str(IngestId(failed.id.receipt, failed.id.place)),
        "reason": failed.detail,
        "field": failed.field,
    }
