"""What a raw posting says, in the words of an opening."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson

from rematch_common.contracts import Place, RawJob, SkillRequirement
from rematch_dedup.domain.pay import pay_of
from rematch_dedup.domain.portrait import Portrait
from rematch_dedup.domain.portraying import portray
from rematch_dedup.domain.readings import reading_of
from rematch_dedup.domain.wording import text_hash
from rematch_jobtext import (
    Where,
    canonical_skill,
    clean_text,
    find_employment_type,
    find_skills,
    job_place,
    parse_experience,
    slug,
    title_parts,
)

MOST_SKILLS = 100
_LONGEST = 20_000
_BESIDE_THE_TEXT = ("salary", "employment_type", "workplace", "experience_min_years", "experience_max_years")


@dataclass(frozen=True, slots=True)
class Facts:
    """The fields of a Job as one ad tells them, ready to be stored.

    Two ads of one `text_hash` are the same text; `content_hash` adds what else matters for matching, pay for one.
    """

    text_hash: str
    content_hash: str
    fields: Mapping[str, Any]
    portrait: Portrait
    reading: UUID
    """Of which words this was read, and by which code: the same facts for the same, so they needn't be read again."""


def understand(raw: RawJob) -> Facts:
    """Pure, and the one costly step: a few milliseconds a posting."""
    text = _text(raw)
    where = job_place(raw.location, raw.title, text, raw.remote)
    fields = _told(raw) | _read(raw, text, where)
    kept = _kept(fields)
    portrait = portray(raw, text, where, kept)
    hashed = text_hash(portrait, text)
    return Facts(hashed, content_hash(hashed, kept), kept, portrait, reading_of(raw))


def retold(raw: RawJob, read: Facts) -> Facts:
    """What `understand` would come to, where an ad with the same reading was read before."""
    told = _told(raw)
    rest = {name: value for name, value in read.fields.items() if name not in told}
    return replace(read, fields=_kept(told | rest))


def _kept(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, [], "")}


def _text(raw: RawJob) -> str:
    parts = [clean_text(raw.description), clean_text(raw.requirements) if raw.requirements else ""]
    return "\n\n".join(part for part in parts if part)[:_LONGEST]


def _told(raw: RawJob) -> dict[str, Any]:
    """What the scraper says outright."""
    return {
        "title": raw.title,
        "company": raw.company,
        "industry": raw.industry,
        "roles": [raw.scrape_role] if raw.scrape_role else [],
        "posted_at": raw.posted_at.isoformat() if raw.posted_at else None,
        "expires_at": raw.expires_at.isoformat() if raw.expires_at else None,
    }


def _read(raw: RawJob, text: str, where: Where) -> dict[str, Any]:
    """What is read out of the title and the text, where the scraper says nothing."""
    parts = title_parts(raw.title)
    country = next((place.country for place in where.locations if place.country), None)
    return {
        "title_core": parts.core or None,
        "seniority": parts.seniority,
        "description": text,
        "skills": _skills(raw, text),
        **_years(raw, text),
        "locations": _places(raw, where),
        "workplace": where.workplace,
        "employment_type": parts.employment_hint or raw.employment_type or find_employment_type(text),
        "salary": pay_of(raw, text, country),
    }


def content_hash(same_text: str, fields: Mapping[str, Any]) -> str:
    """Of what a match could depend on, and no more: dates and formatting change without anything being different."""
    matters = {name: fields.get(name) for name in _BESIDE_THE_TEXT}
    skills = sorted((skill["id"], skill["importance"]) for skill in fields.get("skills", ()))
    told = orjson.dumps([same_text, matters, skills], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(told).hexdigest()[:32]


def _years(raw: RawJob, text: str) -> dict[str, float | None]:
    if raw.experience_min_years is not None or raw.experience_max_years is not None:
        low, high = raw.experience_min_years, raw.experience_max_years
    else:
        read = parse_experience(text)
        low, high = (read.min_years, read.max_years) if read else (None, None)
    return {"experience_min_years": low, "experience_max_years": high}


def _places(raw: RawJob, where: Where) -> list[dict[str, Any]]:
    named = [
        Place(city=place.city, region=place.region, country=place.country, text=place.text) for place in where.locations
    ]
    said = (raw.location or "").strip()
    if not named and said:
        named = [Place(text=said)]
    return [place.model_dump(exclude_none=True) for place in named]


def _skills(raw: RawJob, text: str) -> list[dict[str, Any]]:
    """What the text itself asks for, then what the scraper listed besides, required as listed.

    As a SkillRequirement is dumped: what was found in a clean text needs no check, and ten of them cost more than it.
    """
    found: dict[str, dict[str, Any]] = {}
    for skill in find_skills(f"{raw.title}\n{text}", raw.company):
        importance = "required" if skill.required else "preferred"
        found[skill.id] = {"id": skill.id, "importance": importance, "evidence": skill.evidence}
    for listed in raw.skills:
        known = canonical_skill(listed) or slug(listed)
        if known and known not in found:
            found[known] = SkillRequirement(id=known[:200], importance="required").model_dump(exclude_none=True)
    return list(found.values())[:MOST_SKILLS]
