"""What a candidate should bring out for an opening."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict

from rematch_common.routes import group, known
from rematch_match.api.common import CandidateId, Writer
from rematch_match.domain.tailoring.briefs import Gap, Suggestion
from rematch_match.handlers.tailor import Closed, Tailor, Tailored


class ForWhom(BaseModel):
    """A candidate and an opening, whether or not they are matched."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"candidate_id": "c-1", "job_id": "6d133360-2814-56c2-843f-5a02532af1c6"}]}
    )

    candidate_id: CandidateId
    job_id: UUID


def routes(tailor: Tailor) -> APIRouter:
    api = group("tailor")

    # It may cost the tenant money: a key that only reads spends none.
    @api.post("/v1/tailor", summary="What a candidate should bring out for an opening, from the profile alone")
    async def tailored(pair: ForWhom, writer: Writer) -> dict[str, Any]:
        """Each suggestion rests on facts of the profile, and answers what the posting asks for; `gaps` is what it asks
        for and the profile doesn't say. `by` says who has spoken: a language model, out of the tenant's budget for
        verdicts, or `deterministic`, and in `unasked` why no model has. Takes some seconds where one is asked."""
        try:
            found = await tailor((writer.tenant_id, pair.candidate_id), pair.job_id)
        except Closed as closed:
            raise HTTPException(409, str(closed)) from None
        return _shown(pair, known(found, f"no candidate {pair.candidate_id}, or no opening {pair.job_id},"))

    return api


def _shown(pair: ForWhom, found: Tailored) -> dict[str, Any]:
    by = {"provider": found.provider, "model": found.model, "prompt": found.prompt, "unasked": found.unasked}
    return {
        "candidate_id": pair.candidate_id,
        "job_id": pair.job_id,
        "by": by,
        "suggestions": [_suggestion(one) for one in found.suggestions],
        "gaps": [_gap(one) for one in found.brief.gaps],
    }


def _suggestion(one: Suggestion) -> dict[str, Any]:
    facts = [{"id": fact.id, "text": fact.shown, "skill": fact.skill} for fact in one.facts]
    asked = {"id": one.ask.id, "text": one.ask.shown, "sentence": one.ask.sentence}
    return {"kind": one.ask.kind, "text": one.text, "skill": one.ask.skill, "facts": facts, "posting": asked}


def _gap(one: Gap) -> dict[str, Any]:
    told = {"kind": one.kind, "text": one.text, "skill": one.skill, "required": one.required}
    return {**told, "sentence": one.sentence}
