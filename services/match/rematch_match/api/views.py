"""What is shown of matches and openings, as JSON."""

from collections.abc import Mapping
from typing import Any

from rematch_common.contracts import grade_of, match_id_of
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.listing import Head
from rematch_match.domain.notice import BY_HAND
from rematch_match.domain.telling import RECOMMENDED
from rematch_match.handlers.show import Listed, Whole
from rematch_match.ports.book import Body

_IN_LISTS = ("coverage", "matched_skills", "missing_skills", "verdict", "verdict_state", "job")
_IN_DETAIL = (*_IN_LISTS, "factors", "explanation", "trigger", "experiment", "scoring", "lineage", "occurred_at")


def match(head: Head, score: float, body: Body) -> dict[str, Any]:
    """A match in a list. `score` is today's; `told_score` the one that was published last."""
    summary = body.get("explanation", {}).get("summary")
    return {**_place(head, score), **_told(body, _IN_LISTS), "broader": body.get("broader", False), "summary": summary}


def whole(found: Whole) -> dict[str, Any]:
    """A match with everything that can be said of it."""
    explanation = dict(found.body.get("explanation", {}))
    if found.learn:
        explanation["recommendations"] = [advice.text for advice in found.learn]
    if found.successes:
        explanation["past_successes"] = list(found.successes)
    learn = [{"skill": one.skill, "asking": one.asking, "of": one.of, "text": one.text} for one in found.learn]
    told = {
        **_told(found.body, _IN_DETAIL),
        "broader": found.body.get("broader", False),
        "explanation": explanation or None,
        "learn": learn,
    }
    return {**_place(found.head, found.score), **told}


def page(listed: Listed) -> dict[str, Any]:
    shown = [match(head, score, listed.bodies.get(head.key, {})) for head, score in listed.page.heads]
    told = {"matches": shown, "total": listed.page.total, "next": listed.page.next}
    return {**told, "note": BY_HAND} if listed.by_hand else told


def posting(job: JobFacts) -> dict[str, Any]:
    """An opening in a list."""
    asks = job.asks
    return {
        "job_id": job.job_id,
        "version": job.version,
        "open": job.alive,
        "title": asks.title or job.card.get("title"),
        "company": asks.company or job.card.get("company"),
        "location": job.card.get("location"),
        "workplace": asks.workplace,
        "employment_type": asks.employment_type,
        "salary": _pay(job),
        "required": sorted(job.required),
        "preferred": sorted(job.preferred),
        "categories": list(asks.categories),
        "posted_at": asks.posted_at,
        "url": job.card.get("url"),
    }


def whole_posting(job: JobFacts) -> dict[str, Any]:
    """An opening with its text."""
    asks = job.asks
    more = {
        "merged_into": job.merged_into,
        "industry": asks.industry,
        "seniority": asks.seniority,
        "experience_min_years": asks.years_min,
        "experience_max_years": asks.years_max,
        "places": [{"city": place.city, "region": place.region, "country": place.country} for place in asks.places],
        "roles": list(asks.roles),
        "platforms": list(asks.platforms),
        "lineage": dict(job.lineage),
        "evidence": dict(asks.evidence),
        "description": job.text,
    }
    return {**posting(job), **more}


def _place(head: Head, score: float) -> dict[str, Any]:
    (tenant_id, candidate_id), job_id = head.key
    return {
        "match_id": match_id_of(tenant_id, candidate_id, job_id),
        "candidate_id": candidate_id,
        "job_id": job_id,
        "score": score,
        "grade": grade_of(score),
        "recommended": score >= RECOMMENDED,
        "told_score": head.told,
        "state": head.state,
        "reason": head.reason,
        "status": head.status,
        "saved": head.saved,
        "outcome": head.outcome,
        "version": head.version,
        "told_at": head.told_at,
    }


def _told(body: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: body.get(name) for name in names}


def _pay(job: JobFacts) -> dict[str, Any] | None:
    pay = job.asks.pay
    if pay.low is None and pay.high is None:
        return None
    return {"annual_min": pay.low, "annual_max": pay.high, "currency": pay.currency}
