"""A match as a row of the feed, whichever of its forms it comes in: a record of the stream, or an answer of match."""

from collections.abc import Mapping
from typing import Any

_LONGEST = 300


def card(match: Mapping[str, Any]) -> dict[str, Any] | None:
    """None for what is no match in force: a withdrawal."""
    if not isinstance(match.get("score"), int | float):
        return None
    job = match.get("job") or {}
    explanation = match.get("explanation") or {}
    return {
        "match_id": str(match.get("match_id", "")),
        "candidate_id": str(match.get("candidate_id", "")),
        "job_id": str(match.get("job_id", "")),
        "title": _text(job.get("title")),
        "company": _text(job.get("company")),
        "location": _text(job.get("location")),
        "score": match["score"],
        "grade": match.get("grade") or "F",
        "broader": bool(match.get("broader")),
        "summary": _text(match.get("summary") or explanation.get("summary")),
        "trigger": match.get("trigger"),
        "at": match.get("told_at") or match.get("occurred_at"),
    }


def _text(told: object) -> str:
    return str(told or "")[:_LONGEST]
