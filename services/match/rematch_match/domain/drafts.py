"""A CV, a profile or an ad as somebody pastes it, read as the pipeline would read it. Nothing of it is kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rematch_common.contracts import Candidate, Job, RawJob
from rematch_jobtext import (
    A_YEAR,
    Salary,
    canonical_skill,
    clean_text,
    find_employment_type,
    find_salary,
    find_skills,
    job_place,
    parse_experience,
    parse_salary,
    read_cv,
    slug,
    title_parts,
)

NOBODY = "preview"
_NO_JOB = UUID(int=0)
_MOST_SKILLS = 100
_LONGEST = 20_000
# What the model reads of it: the beginning says what somebody does.
_TOLD = 300


def cv_draft(text: str, tenant: str, today: int) -> Candidate:
    """The person that a CV's or a profile's text speaks of; `today`: the year."""
    return profile_draft(read_cv(clean_text(text)[:_LONGEST], today), tenant)


def profile_draft(fields: dict[str, Any], tenant: str) -> Candidate:
    """The person that structured fields speak of, as CandidateChanged has them. Raises ValidationError."""
    beside = {"tenant_id": tenant, "candidate_id": NOBODY, "version": 1, "status": "ready_for_assignment"}
    return Candidate.model_validate({**fields, **beside, "automated_matching": True})


def posting_draft(fields: dict[str, Any], now: datetime) -> Job:
    """The opening that an ad speaks of, in RawJob's fields; title and description will do. Raises ValidationError."""
    raw = RawJob.model_validate({"source": NOBODY, "external_id": NOBODY, "company": "-", **fields})
    text = "\n\n".join(clean_text(part) for part in (raw.description, raw.requirements or "") if part)[:_LONGEST]
    where, parts = job_place(raw.location, raw.title, text, raw.remote), title_parts(raw.title)
    country = next((place.country for place in where.locations if place.country), None)
    read = {
        "title_core": parts.core or None,
        "seniority": parts.seniority,
        "skills": _asked(raw, text),
        **_years(raw, text),
        "locations": [
            {"city": p.city, "region": p.region, "country": p.country, "text": p.text} for p in where.locations
        ],
        "workplace": where.workplace,
        "employment_type": parts.employment_hint or raw.employment_type or find_employment_type(text),
        "salary": _pay(raw, text, country),
    }
    told = raw.model_dump(include={"title", "company", "industry", "posted_at"})
    beside = {"job_id": _NO_JOB, "version": 1, "first_seen": raw.posted_at or now, "content_hash": NOBODY}
    return Job.model_validate({**told, **read, "description": text, **beside})


def words_of(draft: Candidate | Job) -> str:
    """What of it tells its meaning, short, as embed takes it of those that are stored."""
    if isinstance(draft, Job):
        skills = ", ".join(skill.id.replace("-", " ") for skill in draft.skills)
        parts = (draft.title, skills[:150], draft.description[: 2 * _TOLD])
    else:
        skills = ", ".join(skill.name for skill in draft.skills)
        parts = (
            draft.headline or "",
            ", ".join(draft.titles)[:150],
            f"{skills[:220]}\n{(draft.summary or '')[:_TOLD]}",
        )
    return "\n".join(part for part in parts if part.strip())


def _asked(raw: RawJob, text: str) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for skill in find_skills(f"{raw.title}\n{text}", raw.company):
        importance = "required" if skill.required else "preferred"
        found[skill.id] = {"id": skill.id, "importance": importance, "evidence": skill.evidence}
    for listed in raw.skills:
        known = canonical_skill(listed) or slug(listed)
        if known and known not in found:
            found[known] = {"id": known}
    return list(found.values())[:_MOST_SKILLS]


def _years(raw: RawJob, text: str) -> dict[str, float | None]:
    low, high = raw.experience_min_years, raw.experience_max_years
    if low is None and high is None and (read := parse_experience(text)) is not None:
        low, high = read.min_years, read.max_years
    return {"experience_min_years": low, "experience_max_years": high}


def _pay(raw: RawJob, text: str, country: str | None) -> dict[str, Any] | None:
    if raw.salary_min is not None or raw.salary_max is not None:
        times = A_YEAR[raw.salary_period] if raw.salary_period else None
        low, high = (
            None if amount is None or times is None else amount * times for amount in (raw.salary_min, raw.salary_max)
        )
        pay = Salary(raw.salary_min, raw.salary_max, raw.salary_currency, raw.salary_period, low, high)
    else:
        read = parse_salary(raw.salary_text, country) if raw.salary_text else None
        found = read or find_salary(text, country)
        if found is None:
            return None
        pay = found
    names = ("min", "max", "currency", "period", "annual_min", "annual_max")
    return {name: getattr(pay, name) for name in names}
