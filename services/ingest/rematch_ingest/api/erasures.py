"""Erasures: ask for one, and see which stores have forgotten the person."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response

from rematch_common.errors import InvalidRecord
from rematch_common.routes import Cursor, Limit, group, known
from rematch_ingest.api.common import CandidateId, Recruiter
from rematch_ingest.domain.erasures import STORES, Asked, Receipt
from rematch_ingest.domain.pages import cursor_of, place_of
from rematch_ingest.handlers.erasures import Erase
from rematch_ingest.ports.erasures import Erasures, Place

_NEWEST = "erasures"


def routes(erase: Erase, erasures: Erasures) -> APIRouter:
    api = group("erasures")

    @api.delete("/v1/candidates/{candidate_id}", status_code=202, summary="Erase a candidate, everywhere")
    async def erase_candidate(candidate_id: CandidateId, recruiter: Recruiter, response: Response) -> dict[str, Any]:
        """Their key is destroyed at once; every store forgets them and says so: see `GET /v1/erasures/{erasure_id}`.
        Asked for again, it is the same erasure. Who is sent anew under the same id afterwards is somebody else."""
        asked = known(await erase(recruiter.tenant_id, candidate_id), f"no candidate {candidate_id}")
        response.headers["Location"] = f"/v1/erasures/{asked.erasure.erasure_id}"
        return shown(asked)

    @api.get("/v1/erasures/{erasure_id}", summary="Which stores have forgotten the person, and what is outstanding")
    async def one(erasure_id: CandidateId, recruiter: Recruiter) -> dict[str, Any]:
        found = await erasures.one(recruiter.tenant_id, erasure_id)
        return shown(known(found, f"no erasure {erasure_id}"))

    @api.get("/v1/erasures", summary="The tenant's erasures, newest first")
    async def listed(recruiter: Recruiter, limit: Limit = 50, cursor: Cursor = None) -> dict[str, Any]:
        found = await erasures.some(recruiter.tenant_id, limit + 1, _place(cursor) if cursor is not None else None)
        page = found[:limit]
        return {"erasures": [shown(one) for one in page], "next": _next(page[-1]) if len(found) > limit else None}

    return api


def _next(last: Asked) -> str:
    return cursor_of(_NEWEST, f"{last.asked_at.isoformat()} {last.erasure.erasure_id}")


def _place(cursor: str) -> Place:
    at, _, erasure_id = place_of(cursor, _NEWEST).partition(" ")
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not 1 < moment.year < 9_999:  # some have no counterpart in UTC
            raise ValueError(at)
    except ValueError:
        raise InvalidRecord("bad_cursor", "cursor: this is no place in the list", field="cursor") from None
    return moment, erasure_id


def shown(asked: Asked) -> dict[str, Any]:
    """As everybody sees it who may: the tenant here, an operator on the command line."""
    stores = (*STORES, *sorted(asked.receipts.keys() - {*STORES}))
    return {
        "erasure_id": asked.erasure.erasure_id,
        "candidate_id": asked.erasure.candidate_id,
        "version": asked.erasure.version,
        "asked_at": asked.asked_at,
        "replayed_at": asked.replayed_at,
        "done_at": asked.done_at,
        "outstanding": asked.outstanding,
        "stores": [_store(store, asked.receipts.get(store)) for store in stores],
    }


def _store(store: str, receipt: Receipt | None) -> dict[str, Any]:
    if receipt is None:
        return {"store": store, "done_at": None, "gone_by": None, "counts": {}}
    return {"store": store, "done_at": receipt.done_at, "gone_by": receipt.gone_by, "counts": receipt.counts}
