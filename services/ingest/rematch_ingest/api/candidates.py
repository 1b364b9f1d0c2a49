"""Candidates: taken in, changed and shown. DELETE is erasure's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from rematch_common.contracts.candidates import CandidateStatus
from rematch_common.contracts.fields import Id
from rematch_common.routes import Cursor, Limit, also, group, known
from rematch_ingest.api.common import NONE_ACCEPTED, Recruiter, answered, items_of, json_of
from rematch_ingest.api.schemas import CANDIDATE, body
from rematch_ingest.domain.pages import cursor_of, place_of
from rematch_ingest.domain.people import Person, shown
from rematch_ingest.domain.refusing import Conflict, Stale, Unknown
from rematch_ingest.handlers.candidates import TakeIn
from rematch_ingest.ports.people import People, Wanted

IfMatch = Annotated[str | None, Header(alias="If-Match", description="the `ETag` that the change was made for")]
NOBODY = "no such candidate"


class Consent(BaseModel):
    """Whether the person agrees to be matched automatically."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"automated_matching": False}]})

    automated_matching: bool


def routes(take: TakeIn, people: People, largest_body: int) -> APIRouter:
    api = group("candidates")
    _add_lists(api, take, people, largest_body)
    _add_one(api, take, people, largest_body)
    _add_standing(api, take)
    return api


def _add_lists(api: APIRouter, take: TakeIn, people: People, largest_body: int) -> None:
    @api.post(
        "/v1/candidates",
        status_code=202,
        summary="Take in one candidate, or a list of up to 1,000",
        responses=NONE_ACCEPTED,
        openapi_extra=body({"anyOf": [CANDIDATE, {"type": "array", "items": CANDIDATE, "maxItems": 1_000}]}),
    )
    async def take_candidates(request: Request, recruiter: Recruiter) -> Response:
        """New ones are added, known ones replaced. Without a `status` it stays, or is what the tenant has chosen for
        new ones. More than 100 at once travel as an import, behind what is sent one by one. `Content-Encoding: gzip` is
        understood."""
        return answered(await take.list(await items_of(request, largest_body), recruiter), "candidate_id")

    @api.get("/v1/candidates", summary="The tenant's candidates")
    async def list_candidates(
        recruiter: Recruiter,
        status: CandidateStatus | None = None,
        search: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_.-]{1,64}$", description="how the id begins")] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> dict[str, Any]:
        """In the order of their ids."""
        after = place_of(cursor, "candidates") if cursor else ""
        found = await people.some(recruiter.tenant_id, Wanted(status, search, after, limit + 1))
        page = found[:limit]
        following = cursor_of("candidates", page[-1].facts.candidate_id) if len(found) > limit else None
        return {"candidates": [shown(person) for person in page], "next": following}


def _add_one(api: APIRouter, take: TakeIn, people: People, largest_body: int) -> None:
    path = "/v1/candidates/{candidate_id}"

    @api.get(path, summary="One candidate, as they were given")
    async def show(candidate_id: Id, recruiter: Recruiter, response: Response) -> dict[str, Any]:
        person = known(await people.one((recruiter.tenant_id, candidate_id)), NOBODY)
        return told(person, response)

    @api.put(
        path, summary="Put a candidate in place of what was there", openapi_extra=body(CANDIDATE), responses=also(412)
    )
    async def put(
        candidate_id: Id, request: Request, recruiter: Recruiter, response: Response, if_match: IfMatch = None
    ) -> dict[str, Any]:
        """What GET shows may be put as it is. The same again changes nothing and tells nobody."""
        item = await json_of(request, largest_body)
        with refusals():
            return told(await take.put(recruiter, candidate_id, item, version_of(if_match)), response)

    @api.patch(
        path,
        summary="Change some fields of a candidate",
        openapi_extra=body(CANDIDATE, merge_patch=True),
        responses=also(412),
    )
    async def patch(
        candidate_id: Id, request: Request, recruiter: Recruiter, response: Response, if_match: IfMatch = None
    ) -> dict[str, Any]:
        """JSON merge patch: null takes a field away, a list replaces the list."""
        item = await json_of(request, largest_body)
        with refusals():
            return told(await take.patch(recruiter, candidate_id, item, version_of(if_match)), response)


def _add_standing(api: APIRouter, take: TakeIn) -> None:
    @api.post("/v1/candidates/{candidate_id}/approve", summary="Have a candidate matched from now on")
    async def approve(candidate_id: Id, recruiter: Recruiter, response: Response) -> dict[str, Any]:
        with refusals():
            return told(await take.approve(recruiter, candidate_id), response)

    @api.post("/v1/candidates/{candidate_id}/consent", summary="A candidate's word on automated matching")
    async def consent(candidate_id: Id, said: Consent, recruiter: Recruiter, response: Response) -> dict[str, Any]:
        """false has them matched by hand from now on, and withdraws every match. It holds until they agree again here,
        whatever a later PUT or list says; so does a false that came by one of those."""
        with refusals():
            return told(await take.consent(recruiter, candidate_id, said.automated_matching), response)


def told(person: Person, response: Response) -> dict[str, Any]:
    response.headers["ETag"] = f'"{person.version}"'
    return shown(person)


def version_of(if_match: str | None) -> int | None:
    """Raises HTTPException 422 for an If-Match that no answer of ours has had as its ETag."""
    bare = (if_match or "").strip().removeprefix("W/").strip('"')
    if not bare or bare == "*":
        return None
    if not (bare.isascii() and bare.isdigit() and len(bare) <= 16):
        raise HTTPException(422, "If-Match: send the ETag that GET answered with")
    return int(bare)


@contextmanager
def refusals() -> Iterator[None]:
    """Why a change isn't made, as HTTP says it."""
    try:
        yield
    except Unknown:
        raise HTTPException(404, f"{NOBODY} is known") from None
    except Stale as stale:
        raise HTTPException(412, str(stale)) from None
    except Conflict as conflict:
        raise HTTPException(409, str(conflict)) from None
