"""CVs: uploaded, shown as they were read, and corrected."""

import re
from typing import Any

from fastapi import APIRouter, Request, Response

from rematch_common.contracts.fields import Id
from rematch_common.routes import also, group, known
from rematch_ingest.api.candidates import IfMatch, refusals, told, version_of
from rematch_ingest.api.common import Recruiter, json_of
from rematch_ingest.api.cv_upload import file_of
from rematch_ingest.api.schemas import CANDIDATE, CV, body
from rematch_ingest.api.slices import sliced
from rematch_ingest.api.turns import Turns
from rematch_ingest.domain.cvs import LARGEST_CV
from rematch_ingest.handlers.cvs import TakeCvs

NO_CV = "no CV of such a candidate"
# While it is read or sealed each is in memory three times over.
_AT_ONCE = 3
_PATH = "/v1/candidates/{candidate_id}/cv"
_ONE = re.compile(_PATH.replace("{candidate_id}", "[^/]+"))


def is_one(path: str) -> bool:
    """Whether a CV is uploaded there: not where somebody is called cv."""
    return _ONE.fullmatch(path) is not None


def routes(cvs: TakeCvs, largest_body: int) -> APIRouter:
    api = group("candidates")
    turns = Turns(_AT_ONCE)
    _add_reading(api, cvs, turns)

    @api.post(_PATH, summary="Upload a CV", openapi_extra=CV)
    async def upload(candidate_id: Id, request: Request, recruiter: Recruiter) -> dict[str, Any]:
        """PDF, .docx or plain text of up to 10 MB, as the body or as the file of a form. The answer is what was read of
        it, with the line of each value; nothing of it counts until it is put to `cv/draft`."""
        file, name = await file_of(request, LARGEST_CV)
        async with turns.of(recruiter.tenant_id):
            with refusals():
                return (await cvs.upload(recruiter, candidate_id, file, name)).shown()

    @api.put(
        f"{_PATH}/draft",
        summary="Say what of a CV holds: one change of the candidate",
        openapi_extra=body(CANDIDATE),
        responses=also(412),
    )
    async def correct(
        candidate_id: Id, request: Request, recruiter: Recruiter, response: Response, if_match: IfMatch = None
    ) -> dict[str, Any]:
        """The fields that the candidate is to have, of the draft or corrected; others stay as they are."""
        fields = await json_of(request, largest_body)
        with refusals():
            return told(await cvs.apply(recruiter, candidate_id, fields, version_of(if_match)), response)

    return api


def _add_reading(api: APIRouter, cvs: TakeCvs, turns: Turns) -> None:
    @api.get(_PATH, summary="What was read of a candidate's CV, and where it says so")
    async def show(candidate_id: Id, recruiter: Recruiter) -> dict[str, Any]:
        return known(await cvs.draft(recruiter, candidate_id), NO_CV).shown()

    @api.get(f"{_PATH}/file", summary="The CV as it was uploaded", response_class=Response)
    async def file(candidate_id: Id, request: Request, recruiter: Recruiter) -> Response:
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        async with turns.of(recruiter.tenant_id):
            found = known(await cvs.file(recruiter, candidate_id), NO_CV)
        return sliced(found, request, "application/octet-stream", **headers)
