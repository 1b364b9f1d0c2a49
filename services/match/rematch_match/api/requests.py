"""Ask for matches to be made anew, and see how far that is."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Response

from rematch_common.clock import Now
from rematch_common.routes import group, known
from rematch_match.api.common import CandidateId, Reader, Writer
from rematch_match.domain.notice import BY_HAND
from rematch_match.ports.register import ByHand, Request, Requests


def routes(requests: Requests, now: Now) -> APIRouter:
    api = group("requests")

    @api.post("/v1/candidates/{candidate_id}/generate", status_code=202, summary="Match a candidate anew")
    async def for_one(candidate_id: CandidateId, writer: Writer, response: Response) -> dict[str, Any]:
        """409 for who has asked to be matched by hand."""
        try:
            asked = await requests.for_one((writer.tenant_id, candidate_id), now())
        except ByHand:
            raise HTTPException(409, BY_HAND) from None
        return _taken(known(asked, f"no candidate {candidate_id}"), response)

    @api.post("/v1/matches/generate", status_code=202, summary="Match all of the tenant's candidates anew")
    async def for_all(writer: Writer, response: Response) -> dict[str, Any]:
        """At a pace that keeps nothing fresh waiting."""
        return _taken(await requests.for_all(writer.tenant_id, now()), response)

    @api.get("/v1/requests/{request_id}", summary="How far a request is")
    async def progress(request_id: UUID, reader: Reader) -> dict[str, Any]:
        return _shown(known(await requests.progress(reader.tenant_id, request_id), f"no request {request_id}"))

    return api


def _taken(request: Request, response: Response) -> dict[str, Any]:
    response.headers["Location"] = f"/v1/requests/{request.request_id}"
    return _shown(request)


def _shown(request: Request) -> dict[str, Any]:
    return {
        "request_id": request.request_id,
        "state": request.state,
        "total": request.total,
        "done": request.done,
        "asked_at": request.asked_at,
        "ended_at": request.ended_at,
    }
