"""Matches: of a person, of an opening, one of them, and what its status is."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from rematch_common.clock import Now
from rematch_common.contracts import Grade, MatchFeedback
from rematch_common.contracts.fields import Code
from rematch_common.routes import Cursor, Limit, group, known
from rematch_match.api import views
from rematch_match.api.common import CandidateId, Reader, Writer
from rematch_match.domain.applying import Actor
from rematch_match.domain.listing import Choice, Sort, Status
from rematch_match.domain.pairs import PairKey
from rematch_match.handlers.react import React
from rematch_match.handlers.show import Show, Whole

NO_MATCH = "no such match"


class NewStatus(BaseModel):
    """What has become of a match."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"status": "rejected", "actor": "candidate", "reason": "too_far"}]}
    )

    status: Status = Field(description="`suggested` is where a match begins: nothing leads back there")
    actor: Actor = "recruiter"
    reason: Code | None = None


def choice(
    grade: Annotated[list[Grade], Query(description="often")] = [],  # noqa: B006  # FastAPI copies it
    status: Annotated[list[Status], Query(description="often; rejected ones are shown only when asked for")] = [],  # noqa: B006
    sort: Sort = "score",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Choice:
    return Choice(frozenset(grade), frozenset(status), sort, limit, cursor)


Chosen = Annotated[Choice, Depends(choice)]


def routes(show: Show, react: React, now: Now) -> APIRouter:
    api = group("matches")
    _add_lists(api, show)

    @api.get("/v1/candidates/{candidate_id}/matches/{match_id}", summary="One match, with all its reasons")
    async def of_candidate(candidate_id: CandidateId, match_id: UUID, reader: Reader) -> dict[str, Any]:
        """By the id of the match, or by that of the opening."""
        key = (reader.tenant_id, candidate_id)
        found = await show.one((key, match_id)) or await show.named(reader.tenant_id, match_id)
        return views.whole(known(found if found and found.head.key[0] == key else None, NO_MATCH))

    @api.get("/v1/matches/{match_id}", summary="One match, with all its reasons")
    async def one(match_id: UUID, reader: Reader) -> dict[str, Any]:
        return views.whole(known(await show.named(reader.tenant_id, match_id), NO_MATCH))

    @api.patch("/v1/matches/{match_id}/status", summary="Say what has become of a match")
    async def status(match_id: UUID, said: NewStatus, writer: Writer) -> dict[str, Any]:
        """A status only rises: who has applied has viewed. `rejected` withdraws the match, and the same opening isn't
        offered to the person again, until second thoughts (`shortlisted` or `applied`)."""
        found: Whole = known(await show.named(writer.tenant_id, match_id), NO_MATCH)
        if said.status != "suggested":
            known(await react.feedback(_feedback(found.head.key, said, now())) or None, NO_MATCH)
        elif found.head.status != "suggested":
            raise HTTPException(409, f"the match is {found.head.status}: nothing leads back to suggested")
        return views.whole(known(await show.one(found.head.key), NO_MATCH))

    return api


def _feedback(key: PairKey, said: NewStatus, at: datetime) -> MatchFeedback:
    (tenant_id, candidate_id), job_id = key
    pair = {"tenant_id": tenant_id, "candidate_id": candidate_id, "job_id": job_id}
    told = {"action": said.status, "actor": said.actor, "reason": said.reason, "occurred_at": at}
    return MatchFeedback.model_validate({**pair, **told})


def _add_lists(api: APIRouter, show: Show) -> None:
    @api.get("/v1/candidates/{candidate_id}/matches", summary="A candidate's matches")
    async def matches(candidate_id: CandidateId, chosen: Chosen, reader: Reader) -> dict[str, Any]:
        """Scores are today's. A page's `next` leads to the following one, whatever is matched meanwhile."""
        listed = await show.of_person((reader.tenant_id, candidate_id), chosen)
        return views.page(known(listed, f"no candidate {candidate_id}"))

    @api.get("/v1/candidates/{candidate_id}/learn", summary="Which skills a candidate's next matches ask for")
    async def learn(candidate_id: CandidateId, reader: Reader) -> dict[str, Any]:
        advice = known(await show.advice((reader.tenant_id, candidate_id)), f"no candidate {candidate_id}")
        return {"learn": [{"skill": a.skill, "asking": a.asking, "of": a.of, "text": a.text} for a in advice]}

    @api.get("/v1/jobs/{job_id}/candidates", summary="The tenant's candidates that match an opening")
    async def candidates(job_id: UUID, chosen: Chosen, reader: Reader) -> dict[str, Any]:
        listed = await show.of_opening(reader.tenant_id, job_id, chosen)
        return views.page(known(listed, f"no opening {job_id}"))

    @api.get("/v1/matched-jobs", summary="A candidate's matches, the candidate named in the query")
    async def matched(candidate: Annotated[CandidateId, Query()], chosen: Chosen, reader: Reader) -> dict[str, Any]:
        return await matches(candidate, chosen, reader)
