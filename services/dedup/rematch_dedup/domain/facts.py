"""What a raw posting says, in the words of an opening."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

import orjson

from rematch_common.contracts import Place, RawJob, Salary, SkillRequirement
from rematch_jobtext import canonical_skill, clean_text, find_skills, seniority, slug, title_core
from rematch_jobtext import content_hash as text_hash

_A_YEAR = {"year": 1, "month": 12, "week": 52, "day": 260, "hour": 2080}
_REMOTE = re.compile(r"\b(remote|work from home|home office|anywhere)\b", re.IGNORECASE)
_HYBRID = re.compile(r"\bhybrid\b", re.IGNORECASE)
MOST_SKILLS = 100
_BESIDE_THE_TEXT = ("salary", "employment_type", "workplace", "experience_min_years", "experience_max_years")


@dataclass(frozen=True, slots=True)
class Facts:
    """The fields of a Job as one ad tells them, ready to be stored.

    Two ads of one `text_hash` are the same text; `content_hash` adds what else matters for matching, pay for one.
    """

    text_hash: str
    content_hash: str
    fields: dict[str, Any]


def understand(raw: RawJob) -> Facts:
    """Pure, and the one costly step: about a millisecond a posting."""
    description = clean_text(raw.description)
    requirements = clean_text(raw.requirements) if raw.requirements else ""
    text = f"{description}\n\n{requirements}".strip()[:20_000]
    fields: dict[str, Any] = {
        "title": raw.title,
        "title_core": title_core(raw.title) or None,
        "seniority": seniority(raw.title),
        "company": raw.company,
        "industry": raw.industry,
        "description": text,
        "skills": [skill.model_dump(exclude_none=True) for skill in _skills(raw, text)],
        "experience_min_years": raw.experience_min_years,
        "experience_max_years": raw.experience_max_years,
        "roles": [raw.scrape_role] if raw.scrape_role else [],
        "locations": _places(raw.location),
        "workplace": _workplace(raw),
        "employment_type": raw.employment_type,
        "salary": _salary(raw),
        "posted_at": raw.posted_at.isoformat() if raw.posted_at else None,
        "expires_at": raw.expires_at.isoformat() if raw.expires_at else None,
    }
    kept = {name: value for name, value in fields.items() if value not in (None, [])}
    same_text = text_hash(raw.title, raw.company, raw.location, text)
    return Facts(same_text, _content_hash(same_text, kept), kept)


def _content_hash(same_text: str, fields: dict[str, Any]) -> str:
    """Of what a match could depend on, and no more: dates and formatting change without anything being different."""
    matters = {name: fields.get(name) for name in _BESIDE_THE_TEXT}
    skills = sorted((skill["id"], skill["importance"]) for skill in fields.get("skills", ()))
    told = orjson.dumps([same_text, matters, skills], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(told).hexdigest()[:32]


def _places(location: str | None) -> list[dict[str, Any]]:
    text = (location or "").strip()
    return [Place(text=text).model_dump(exclude_none=True)] if text else []


def _skills(raw: RawJob, text: str) -> list[SkillRequirement]:
    """What the scraper listed, required as listed, then what the text itself asks for."""
    found: dict[str, SkillRequirement] = {}
    for skill in find_skills(f"{raw.title}\n{text}"):
        importance = "required" if skill.required else "preferred"
        found[skill.id] = SkillRequirement(id=skill.id, importance=importance, evidence=skill.evidence)
    for listed in raw.skills:
        known = canonical_skill(listed) or slug(listed)
        if known and known not in found:
            found[known] = SkillRequirement(id=known[:200], importance="required")
    return list(found.values())[:MOST_SKILLS]


def _workplace(raw: RawJob) -> str:
    place = f"{raw.location or ''} {raw.title}"
    if _HYBRID.search(place):
        return "hybrid"
    if raw.remote or (raw.remote is None and _REMOTE.search(place)):
        return "remote"
    return "onsite" if raw.remote is False else "unknown"


def _salary(raw: RawJob) -> dict[str, Any] | None:
    if raw.salary_min is None and raw.salary_max is None:
        return None
    times = _A_YEAR.get(raw.salary_period or "")
    pay = Salary(
        min=raw.salary_min,
        max=raw.salary_max,
        currency=raw.salary_currency,
        period=raw.salary_period,
        annual_min=_yearly(raw.salary_min, times),
        annual_max=_yearly(raw.salary_max, times),
    )
    return pay.model_dump(exclude_none=True)


def _yearly(amount: float | None, times: int | None) -> float | None:
    return min(amount * times, 1e12) if amount is not None and times is not None else None
