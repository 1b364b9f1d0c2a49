"""What would be read of a posting or a CV that is not stored."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from rematch_common.clock import Now
from rematch_common.contracts import RawJob
from rematch_common.routes import group
from rematch_ingest.api.common import Recruiter, Scraper
from rematch_ingest.domain.cvs import Draft
from rematch_ingest.handlers.previewing import foresee_cv, foresee_posting

_LONGEST = 200_000
_AD: JsonDict = {"source": "board", "external_id": "4711", "title": "Nurse", "company": "Clinic", "description": "ICU"}
_EXAMPLE: JsonDict = {"posting": _AD}


class Posting(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    posting: dict[str, Any] = Field(description="in the fields of RawJob, as POST /v1/jobs takes it")


class Cv(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Nurse in Porto\nSkills: ICU, ventilation"}]})

    text: Annotated[str, Field(min_length=1, max_length=_LONGEST)]


def routes(now: Now) -> APIRouter:
    api = group("previews")

    @api.post("/v1/preview/posting", summary="Whether a posting would be accepted, and as what")
    async def posting(given: Posting, _: Scraper) -> dict[str, Any]:
        """`reason` and `field` say what is wrong, in the words of POST /v1/jobs. Nothing is stored or logged."""
        found = foresee_posting(given.posting)
        if isinstance(found, RawJob):
            record = found.model_dump(mode="json", exclude_none=True, exclude={"ingest_id"})
            return {"accepted": True, "record": record}
        return {"accepted": False, "reason": found.reason, "field": found.field}

    @api.post("/v1/preview/cv", summary="What would be read of a CV, and which line says so")
    async def cv(given: Cv, _: Recruiter) -> dict[str, Any]:
        """As `POST /v1/candidates/{id}/cv` answers for plain text. Nothing is stored or logged."""
        draft = await foresee_cv(given.text, now())
        return _shown(draft)

    return api


def _shown(draft: Draft) -> dict[str, Any]:
    return {"text": draft.text, "fields": draft.fields, "evidence": draft.evidence}
