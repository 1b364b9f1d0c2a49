"""Why not: what keeps a candidate and an opening apart."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from rematch_console.api.desk import Desk
from rematch_console.api.looking import Looking
from rematch_console.api.page import Page, twin
from rematch_console.domain.factors import bars
from rematch_console.handlers.pieces import ask_all
from rematch_console.ports.services import Question, path_of

Typed = Annotated[str, Query(max_length=100)]


def routes(api: APIRouter, desk: Desk) -> None:
    @twin(api, desk, PAGE.path, "why_not.html")
    async def why_not(visitor: Looking, candidate: Typed = "", job: Typed = "") -> dict[str, Any]:
        """Without both of them, the form alone."""
        asked, job_id = candidate.strip(), _id(job)
        shown: dict[str, Any] = {"candidate": asked, "job": job.strip(), "why": None, "bars": [], "posting": None}
        if job.strip() and job_id is None:
            return {**shown, "fault": "an opening's id has the form 5b0d4c52-6a0e-4f0e-9a51-0a6c5d1f2e11"}
        if not asked or job_id is None:
            return {**shown, "fault": None}
        pair = {"candidate": asked, "job": str(job_id)}
        why, posting = await ask_all(
            desk.services,
            visitor.key,
            Question("match", "/v1/why-not", query=pair),
            Question("match", path_of("v1", "jobs", job_id)),
        )
        factors = bars((why.told or {}).get("factors") or [])
        return {
            **shown,
            "why": why.told,
            "bars": [asdict(bar) for bar in factors],
            "posting": posting.told,
            "fault": why.why_not,
        }


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


PAGE = Page("/why-not", "Why not", routes)
