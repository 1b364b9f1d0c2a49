"""Thumbs on a match: what somebody thinks of it, told to match-feedback."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from rematch_console.api.desk import Desk
from rematch_console.api.notices import done
from rematch_console.api.writing import Write, writing
from rematch_console.ports.services import Question, path_of

_SAID = {"thumbs_up": "a good match", "thumbs_down": "not one"}
MatchWrite = Annotated[Write, Depends(writing("matches:write"))]


def add_thumbs(api: APIRouter, desk: Desk) -> None:
    @api.post("/matches/{match_id}/thumb", include_in_schema=False)
    async def thumb(request: Request, match_id: UUID, write: MatchWrite) -> Response:
        action = write.field("action")
        if action not in _SAID:
            raise HTTPException(422, "action: thumbs_up or thumbs_down")
        match: dict[str, Any] = await desk.services.ask(
            write.visitor.key, Question("match", "/v1/matches" + path_of(match_id))
        )
        body = {"candidate_id": match["candidate_id"], "job_id": match["job_id"], "action": action}
        await desk.services.ask(write.visitor.key, Question("match", "/v1/feedback", "POST", body=body))
        return done(request, f"/matches/{match_id}", f"Noted: {_SAID[action]}. It weighs in from now on.")
