"""Why a candidate and an opening are not matched."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from rematch_common.routes import group, known
from rematch_match.api.common import CandidateId, Reader
from rematch_match.domain.why import Standing, Why
from rematch_match.handlers.why import WhyNot


def routes(why_not: WhyNot) -> APIRouter:
    api = group("why")

    @api.get("/v1/why-not", summary="What keeps a candidate and an opening apart, as things are now")
    async def told(
        candidate: Annotated[CandidateId, Query()], job: Annotated[UUID, Query()], reader: Reader
    ) -> dict[str, Any]:
        found = await why_not((reader.tenant_id, candidate), job)
        return _shown(*known(found, f"no candidate {candidate}, or no opening {job},"))

    return api


def _shown(standing: Standing, why: Why) -> dict[str, Any]:
    score = standing.score
    return {
        "candidate_id": standing.person.key[1],
        "job_id": standing.job.job_id,
        "matched": why.kind == "matched",
        "kept_apart_by": why.kind,
        "reason": why.slug,
        "text": why.text,
        "costs": why.costs,
        "score": score.value if score else None,
        "score_by_factors": standing.factored if score else None,
        "verdict": standing.verdict.model_dump() if standing.verdict else None,
        "least": standing.terms.least,
        "factors": [factor.model_dump() for factor in score.factors] if score else [],
        "matched_skills": score.matched if score else [],
        "missing_skills": score.missing if score else [],
        "state": standing.pair.state if standing.pair else None,
    }
