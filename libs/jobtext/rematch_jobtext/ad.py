"""What an ad says of an opening: skills, years, places, pay. Its fields count before its words."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple, Protocol

from rematch_jobtext.ad_pay import PaidAd, ad_pay
from rematch_jobtext.clean import clean_text
from rematch_jobtext.employment import find_employment_type
from rematch_jobtext.experience import parse_experience
from rematch_jobtext.job_place import job_place
from rematch_jobtext.location import Location
from rematch_jobtext.locations import Where
from rematch_jobtext.salaries import Salary
from rematch_jobtext.skills import canonical_skill, find_skills, slug
from rematch_jobtext.title_parts import title_parts

MOST_SKILLS = 100
_LONGEST = 20_000


class Ad(PaidAd, Protocol):
    """As somebody published it. What it leaves open is None."""

    @property
    def title(self) -> str: ...
    @property
    def company(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def requirements(self) -> str | None: ...
    @property
    def location(self) -> str | None: ...
    @property
    def remote(self) -> bool | None: ...
    @property
    def employment_type(self) -> str | None: ...
    @property
    def skills(self) -> Sequence[str]: ...
    @property
    def experience_min_years(self) -> float | None: ...
    @property
    def experience_max_years(self) -> float | None: ...


class AdRead(NamedTuple):
    """The clean text, where the work is, and the fields of a Job that they tell; what is not told is None."""

    text: str
    where: Where
    fields: Mapping[str, Any]


def read_ad(ad: Ad) -> AdRead:
    """Pure, and costly: a few milliseconds an ad."""
    text = _text(ad)
    where = job_place(ad.location, ad.title, text, ad.remote)
    parts = title_parts(ad.title)
    country = next((place.country for place in where.locations if place.country), None)
    pay = ad_pay(ad, text, country)
    fields = {
        "title_core": parts.core or None,
        "seniority": parts.seniority,
        "description": text,
        "skills": _skills(ad, text),
        **_years(ad, text),
        "locations": _places(ad, where),
        "workplace": where.workplace,
        "employment_type": parts.employment_hint or ad.employment_type or find_employment_type(text),
        "salary": _told(pay) if pay else None,
    }
    return AdRead(text, where, fields)


def _text(ad: Ad) -> str:
    parts = [clean_text(ad.description), clean_text(ad.requirements) if ad.requirements else ""]
    return "\n\n".join(part for part in parts if part)[:_LONGEST]


def _skills(ad: Ad, text: str) -> list[dict[str, Any]]:
    """What the text itself asks for, then what was listed besides, required as listed."""
    found: dict[str, dict[str, Any]] = {}
    for skill in find_skills(f"{ad.title}\n{text}", ad.company):
        importance = "required" if skill.required else "preferred"
        found[skill.id] = {"id": skill.id, "importance": importance, "evidence": skill.evidence}
    for listed in ad.skills:
        known = canonical_skill(listed) or slug(listed)
        if known and known not in found:
            found[known] = {"id": known, "importance": "required"}
    return list(found.values())[:MOST_SKILLS]


def _years(ad: Ad, text: str) -> dict[str, float | None]:
    low, high = ad.experience_min_years, ad.experience_max_years
    if low is None and high is None and (read := parse_experience(text)) is not None:
        low, high = read.min_years, read.max_years
    return {"experience_min_years": low, "experience_max_years": high}


def _places(ad: Ad, where: Where) -> list[dict[str, Any]]:
    if where.locations:
        return [_told(place) for place in where.locations]
    said = (ad.location or "").strip()
    return [{"text": said}] if said else []


def _told(one: Location | Salary) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if value is not None}
