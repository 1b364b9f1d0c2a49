"""Applications: who applied for what, and how far it came."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query, Response
from pydantic import BaseModel, ConfigDict

from rematch_common.cursors import date_of, dated
from rematch_common.routes import Cursor, Limit, again, group, known
from rematch_match.api.common import CandidateId, Reader, Writer
from rematch_match.domain.applying import Actor, Application, NotAsThingsStand, Stage, Via
from rematch_match.handlers.react import React
from rematch_match.ports.register import Applications, Sought

_NEWEST = "applied"


class NewApplication(BaseModel):
    """Who applies for what, and on which way."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"candidate_id": "c-1", "job_id": "5b0d4c52-6a0e-4f0e-9a51-0a6c5d1f2e11"}]}
    )

    candidate_id: CandidateId
    job_id: UUID
    applied_via: Via = "platform"
    actor: Actor = "candidate"


class NewStage(BaseModel):
    """How far an application came."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "interviewing"}]})

    status: Stage
    actor: Actor = "recruiter"


def sought(
    candidate: Annotated[CandidateId | None, Query()] = None, job: UUID | None = None, status: Stage | None = None
) -> Sought:
    return Sought(candidate, job, status)


def routes(react: React, applications: Applications) -> APIRouter:
    api = group("applications")
    _add_readings(api, applications)

    @api.post(
        "/v1/applications",
        status_code=201,
        summary="A candidate applies for an opening",
        responses=again("They had applied before: nothing changes"),
    )
    async def apply(given: NewApplication, writer: Writer, response: Response) -> dict[str, Any]:
        """201; 200 when they had applied before: then nothing changes. 409 where the opening is closed. The match's
        status becomes applied."""
        key = ((writer.tenant_id, given.candidate_id), given.job_id)
        unknown = f"no candidate {given.candidate_id}, or no opening {given.job_id},"
        with standing():
            made = await react.apply(key, given.applied_via, given.actor)
        application, new = known(made, unknown)
        response.status_code = 201 if new else 200
        return _shown(application)

    @api.patch("/v1/applications/{application_id}", summary="An application came further")
    async def advance(application_id: UUID, given: NewStage, writer: Writer) -> dict[str, Any]:
        """From applied to screening, interviewing, offer, accepted, forward only, or to rejected, which is final; else
        409. match-feedback hears of it: interviewing as interviewed, offer as offered, accepted as hired."""
        with standing():
            stored = await react.advance(writer.tenant_id, application_id, given.status, given.actor)
        return _shown(known(stored, f"no application {application_id}"))

    return api


def _add_readings(api: APIRouter, applications: Applications) -> None:
    @api.get("/v1/applications", summary="The tenant's applications, newest first")
    async def listed(
        reader: Reader, sought: Annotated[Sought, Depends(sought)], limit: Limit = 50, cursor: Cursor = None
    ) -> dict[str, Any]:
        after = date_of(cursor, _NEWEST) if cursor is not None else None
        found = await applications.some(reader.tenant_id, sought, limit + 1, after)
        last = found[limit - 1] if len(found) > limit else None
        following = dated(_NEWEST, last.applied_at, last.application_id) if last else None
        return {"applications": [_shown(one) for one in found[:limit]], "next": following}

    @api.get("/v1/applications/{application_id}", summary="One application")
    async def one(application_id: UUID, reader: Reader) -> dict[str, Any]:
        found = await applications.one(reader.tenant_id, application_id)
        return _shown(known(found, f"no application {application_id}"))


@contextmanager
def standing() -> Iterator[None]:
    """What can't be as things stand is a 409."""
    try:
        yield
    except NotAsThingsStand as error:
        raise HTTPException(409, str(error)) from None


def _shown(application: Application) -> dict[str, Any]:
    (_, candidate_id), job_id = application.key
    return {
        "application_id": application.application_id,
        "candidate_id": candidate_id,
        "job_id": job_id,
        "applied_via": application.via,
        "status": application.stage,
        "applied_at": application.applied_at,
        "changed_at": application.changed_at,
    }
