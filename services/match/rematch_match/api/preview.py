"""Who or what would match a text that is not stored."""

import asyncio
from typing import Any, Self

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from rematch_common.clock import Now
from rematch_common.contracts import Candidate, Explanation, Job, RawJob, grade_of
from rematch_common.contracts.fields import RequiredText
from rematch_common.contracts.wording import fault_of
from rematch_common.errors import InvalidRecord
from rematch_common.routes import group
from rematch_match.api import views
from rematch_match.api.common import Reader
from rematch_match.domain.drafts import cv_draft, posting_draft, profile_draft
from rematch_match.handlers.preview import Pick, Preview, Previewed

_HIDDEN = {"tenant_id", "candidate_id", "version", "status", "automated_matching", "summary", "updated_at"}
_READ_OF_JOB = {"title", "skills", "experience_min_years", "experience_max_years", "locations", "workplace", "salary"}


class Draft(BaseModel):
    """One of the three."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "Senior Python developer in Lisbon. 8 years of Python and Django."}]}
    )

    text: RequiredText | None = Field(None, description="of a CV or a profile, as it is pasted")
    profile: dict[str, Any] | None = Field(None, description="in the fields of CandidateChanged")
    posting: dict[str, Any] | None = Field(None, description="in the fields of RawJob; title and description will do")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(one is not None for one in (self.text, self.profile, self.posting)) != 1:
            raise PydanticCustomError("which_draft", "give one of text, profile and posting")
        return self


def routes(preview: Preview, now: Now) -> APIRouter:
    api = group("preview")

    @api.post("/v1/preview", summary="The ten best matches of a CV, a profile or a posting that is not stored")
    async def previewed(draft: Draft, reader: Reader) -> dict[str, Any]:
        """Nothing of what is sent is stored or logged. `read` is what was understood of it, `count` how many would be
        matches; `cut_off` says that more share its skills than were looked at."""
        if draft.posting is not None:
            job = await asyncio.to_thread(_posting, draft.posting, now)
            found = await preview.of_opening(job, reader.tenant_id)
            read = job.model_dump(mode="json", include=_READ_OF_JOB, exclude_none=True)
            return {**_shown(found), "read": read, "matches": [_person(pick) for pick in found.best]}
        person = await asyncio.to_thread(_person_of, draft, reader.tenant_id, now)
        found = await preview.of_person(person)
        read = person.model_dump(mode="json", exclude=_HIDDEN, exclude_none=True)
        return {**_shown(found), "read": read, "matches": [_opening(pick) for pick in found.best]}

    return api


def _person_of(draft: Draft, tenant: str, now: Now) -> Candidate:
    if draft.text is not None:
        return cv_draft(draft.text, tenant, now().year)
    try:
        return profile_draft(draft.profile or {}, tenant)
    except ValidationError as error:
        field, message = fault_of(Candidate, error)
        raise InvalidRecord("schema", f"profile: {message}", field=f"profile.{field}") from None


def _posting(fields: dict[str, Any], now: Now) -> Job:
    try:
        return posting_draft(fields, now())
    except ValidationError as error:
        field, message = fault_of(RawJob, error)
        raise InvalidRecord("schema", f"posting: {message}", field=f"posting.{field}") from None


def _shown(found: Previewed) -> dict[str, Any]:
    used = ["skills"] if found.note else ["skills", "meaning"]
    about = {"count": found.count, "looked_at": found.looked_at, "cut_off": found.cut_off}
    return {**about, "used": used, "note": found.note}


def _opening(pick: Pick) -> dict[str, Any]:
    return {"job_id": pick.job.job_id, "job": views.posting(pick.job), **_reasons(pick)}


def _person(pick: Pick) -> dict[str, Any]:
    return {"candidate_id": pick.person.key[1], **_reasons(pick)}


def _reasons(pick: Pick) -> dict[str, Any]:
    score = pick.score
    explanation: Explanation = pick.explanation
    return {
        "score": score.value,
        "grade": grade_of(score.value),
        "coverage": score.coverage,
        "factors": [factor.model_dump() for factor in score.factors],
        "matched_skills": score.matched,
        "missing_skills": score.missing,
        "explanation": explanation.model_dump(),
    }
