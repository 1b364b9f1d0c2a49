"""What the services answer for one posting and one match, with text that somebody hostile wrote."""

from typing import Any

from tests.fakes.samples import NOW, job_id
from tests.fakes.services_asked import FakeServices

JOB, MATCH = str(job_id(1)), "93f6344e-501d-5d6f-a0b6-8539e59d1736"
SCRIPT = "<script>alert(1)</script>"
TRICK = "\u202egnihtyna\u202c <img src=x onerror=alert(1)>"
LONG = "W" * 10_000
RUNS = "javascript:alert(1)"
AT = NOW.isoformat()
LINEAGE = {
    "raw_topic": "raw-jobs",
    "raw_partition": 2,
    "raw_offset": 9,
    "received_at": "2026-07-01T12:00:00Z",
    "deduped_at": "2026-07-01T12:00:00.150Z",
    "embedded_at": "2026-07-01T12:00:00.400Z",
}
CARD = {"title": SCRIPT, "company": TRICK, "location": LONG, "url": RUNS, "posted_at": AT}
POSTING: dict[str, Any] = {
    "job_id": JOB,
    "open": True,
    "workplace": "remote",
    "required": ["python"],
    "preferred": [TRICK],
    "evidence": {"python": SCRIPT},
    "description": SCRIPT + LONG,
    "lineage": LINEAGE,
    **CARD,
}
LISTED: dict[str, Any] = {
    "match_id": MATCH,
    "candidate_id": "c-1",
    "job_id": JOB,
    "score": 81.4,
    "grade": "A",
    "summary": SCRIPT,
    "told_at": AT,
    "job": CARD,
    "broader": True,
}
WHOLE: dict[str, Any] = {
    **LISTED,
    "state": "active",
    "reason": None,
    "status": "suggested",
    "trigger": "new_job",
    "coverage": 0.92,
    "scoring": {"profile": "rematch", "version": 3},
    "factors": [
        {"name": "skills", "score": 90.0, "weight": 0.3, "known": True, "note": TRICK},
        {"name": "title", "score": 50.0, "weight": 0.1, "known": True, "note": None},
        {"name": "salary", "score": 0.0, "weight": 0.2, "known": False, "note": None},
    ],
    "matched_skills": ["python"],
    "missing_skills": [SCRIPT],
    "verdict": {"score": 77, "reason": SCRIPT, "provider": "p", "model": "m"},
    "verdict_state": None,
    "lineage": {**LINEAGE, "matched_at": "2026-07-01T12:00:00.700Z"},
    "explanation": {"summary": SCRIPT, "strengths": [TRICK], "gaps": [LONG], "evidence": {SCRIPT: "asked for: x"}},
}
NOTED = {"version": 1, "told_at": AT, "trigger": "new_job", "score": 81.4, "replayed": 81.4, "equal": True}
AUDIT = {"told": [{**NOTED, "why_not": None, "factors": [], "versions": {"job": 1}}], "text": None}
ORIGINAL: dict[str, Any] = {"stage": "none", "like": None, "similarity": 0.0, "evidence": {}, "vetoes_checked": []}
SAME = {
    "stage": "text_hash",
    "like": {"source": "indeed", "external_id": "123"},
    "similarity": 1.0,
    "evidence": {"agree": ["city"]},
    "vetoes_checked": ["salary"],
}


def ad(source: str, why: dict[str, Any], seen: str) -> dict[str, Any]:
    told = {"source": source, "external_id": "123", "url": RUNS, "title": SCRIPT, "open": True, "gone": None}
    return {**told, "first_seen": seen, "why": why}


OPENING = {
    "job_id": JOB,
    "open": True,
    "merged_into": None,
    "facts": {"title": "From dedup"},
    "ads": [ad("other", SAME, "2026-07-01T13:00:00Z"), ad("indeed", ORIGINAL, "2026-07-01T12:00:00Z")],
}


def answer(services: FakeServices) -> None:
    services.answers |= {
        ("dedup", f"GET /v1/openings/{JOB}"): OPENING,
        ("match", f"GET /v1/jobs/{JOB}"): POSTING,
        ("match", f"GET /v1/jobs/{JOB}/candidates"): {"matches": [LISTED], "total": 1, "next": None},
        ("match", f"GET /v1/matches/{MATCH}"): WHOLE,
        ("match", f"GET /v1/matches/{MATCH}/audit"): AUDIT,
        ("notify", f"GET /v1/openings/{JOB}/told"): {"first_at": "2026-07-01T12:00:01Z", "told": 2, "waiting": 1},
        ("match", "GET /v1/matches"): {"matches": [LISTED], "next": None},
        ("match", "GET /v1/matches/scores"): {"scores": [{"least": 80, "below": 90, "matches": 1}], "total": 1},
        ("match", "GET /v1/jobs"): {"jobs": [POSTING], "next": None},
        ("match", "GET /v1/jobs/search"): {"jobs": [POSTING], "note": "by words alone"},
        ("dedup", "GET /v1/duplicates"): {"job_id": JOB},
        ("match", "GET /v1/why-not"): {
            **{name: WHOLE[name] for name in ("factors", "matched_skills", "missing_skills", "candidate_id", "job_id")},
            **{"matched": False, "kept_apart_by": "score", "reason": "below_threshold", "text": SCRIPT},
            **{"costs": [SCRIPT], "score": 11.8, "least": 50.0},
        },
    }
