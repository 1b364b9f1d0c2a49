"""What people say of matches."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from rematch_common.clock import Now
from rematch_common.contracts import MatchFeedback
from rematch_common.contracts.feedback import Action, Ratings
from rematch_common.contracts.fields import Code, Id, Instant
from rematch_common.contracts.wording import fault_of
from rematch_common.errors import InvalidRecord
from rematch_common.routes import group, known
from rematch_match.api.common import Writer
from rematch_match.domain.reactions import check_time
from rematch_match.handlers.react import React

_EXAMPLE: dict[str, JsonValue] = {
    "candidate_id": "c-1",
    "job_id": "5b0d4c52-6a0e-4f0e-9a51-0a6c5d1f2e11",
    "action": "rated",
    "ratings": {"relevance": 4, "quality": 5},
}


class Given(BaseModel):
    """A MatchFeedback. The tenant is the key's."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    tenant_id: Id | None = None
    candidate_id: Id
    job_id: UUID
    action: Action
    ratings: Ratings | None = None
    reason: Code | None = None
    actor: Literal["candidate", "recruiter", "system"] = "recruiter"
    occurred_at: Instant | None = None


def routes(react: React, now: Now) -> APIRouter:
    api = group("feedback")

    @api.post("/v1/feedback", status_code=202, summary="Say how somebody took a match; stars are welcome")
    async def said(given: Given, writer: Writer) -> dict[str, Any]:
        feedback = _feedback(given, writer.tenant_id, now)
        check_time(feedback, now())
        unknown = f"no candidate {given.candidate_id}, or no opening {given.job_id},"
        known(await react.feedback(feedback) or None, unknown)
        return feedback.model_dump(mode="json", exclude_none=True)

    return api


def _feedback(given: Given, tenant: str, now: Now) -> MatchFeedback:
    if given.tenant_id not in (None, tenant):
        raise InvalidRecord("other_tenant", "tenant_id: leave it out, it is that of the key", field="tenant_id")
    told = {**given.model_dump(exclude_none=True), "tenant_id": tenant, "occurred_at": given.occurred_at or now()}
    try:
        return MatchFeedback.model_validate(told)
    except ValidationError as error:
        field, message = fault_of(MatchFeedback, error)
        raise InvalidRecord("schema", message, field=field) from None
