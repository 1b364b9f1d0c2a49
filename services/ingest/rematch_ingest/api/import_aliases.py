"""Older names of imports: the same file, told in the words that older clients know."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request

from rematch_common.routes import Cursor, Limit, group, known
from rematch_ingest.api.common import Scraper
from rematch_ingest.api.imports import Asked, listed
from rematch_ingest.api.repeating import Key
from rematch_ingest.api.schemas import IMPORT
from rematch_ingest.api.uploads import Uploads
from rematch_ingest.domain.imports import shown_as_batch
from rematch_ingest.ports.imports import Imports


def routes(uploads: Uploads, imports: Imports) -> APIRouter:
    api = group("aliases")

    @api.post("/api/jobs/import", status_code=202, summary="POST /v1/imports", openapi_extra=IMPORT)
    async def upload(request: Request, scraper: Scraper, told: Asked, key: Key = None) -> dict[str, Any]:
        found, _ = await uploads(request, scraper, told, key)
        return shown_as_batch(found)

    @api.get("/api/jobs/batches", summary="GET /v1/imports")
    async def page(scraper: Scraper, limit: Limit = 50, cursor: Cursor = None) -> dict[str, Any]:
        found, next_ = await listed(imports, scraper.tenant_id, limit, cursor)
        return {"batches": [shown_as_batch(one) for one in found], "next": next_}

    @api.get("/api/jobs/batches/{batch_id}", summary="GET /v1/imports/{import_id}")
    async def one(batch_id: UUID, scraper: Scraper) -> dict[str, Any]:
        return shown_as_batch(known(await imports.get((scraper.tenant_id, batch_id)), f"no batch {batch_id}"))

    @api.get("/api/jobs/stats", summary="GET /v1/imports/stats")
    async def stats(scraper: Scraper) -> dict[str, Any]:
        found = await imports.stats(scraper.tenant_id)
        return {
            "total_batches": found["imports"],
            "running_batches": found["running"],
            "failed_batches": found["failed_imports"],
            "total_jobs": found["total"],
            "new_jobs": found["new"],
            "duplicate_jobs": found["duplicate"],
            "updated_jobs": found["updated"],
            "failed_jobs": found["failed"],
            "last_import_at": found["newest_at"],
        }

    return api
