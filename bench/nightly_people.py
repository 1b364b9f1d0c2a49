"""One day of a market: people who are there when it begins, and the postings and changes that come with it.

Occupations stand in fields, near ones together. Who works in one shares most of its skills and is near in meaning;
level, place, way of working and pay differ, some are not told. The same size gives the same day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from bench.match_people import MODEL, sizes
from bench.nightly_trades import Occupation, occupations, skills_of, unit
from rematch_common.contracts import CandidateEmbedded, Embedding, JobEmbedded, SkillRequirement
from rematch_common.contracts.candidates import CandidateSkill
from rematch_common.contracts.jobs import Place, Salary

PER_OCCUPATION = 100
_ASKED, _HAD, _OTHER = (5, 8), (4, 8), 3
# Of a text's vector, what is its own.
_OWN = 0.6
_LEVELS = (("junior", "Junior ", 0.0), ("senior", "Senior ", 6.0), ("lead", "Lead ", 9.0), (None, "", 3.0))
_LEVEL_SHARES = (0.15, 0.25, 0.1, 0.5)
_CITIES = ("Berlin", "Hamburg", "Munich", "Cologne", "Leipzig", "Dresden", "Bremen", "Essen")
_CITY_SHARES = (0.3, 0.15, 0.2, 0.1, 0.08, 0.07, 0.05, 0.05)
_WORKPLACES, _WORKPLACE_SHARES = ("onsite", "hybrid", "remote", "unknown"), (0.4, 0.25, 0.15, 0.2)
_TOLD = 0.6
_JOBS = UUID("5a1c0f0e-2f0d-4a55-8d0c-7d6a5c9f2b31")


@dataclass(frozen=True, slots=True)
class Size:
    """How many postings come in the day, and how many people are there."""

    postings: int
    people: int


def how_many(people: int) -> int:
    return max(6, people // PER_OCCUPATION)


def person(number: int, size: Size, version: int = 1) -> CandidateEmbedded:
    """A person as they are at their first version, or with what the day has changed about them."""
    chance = np.random.default_rng([21, number])
    known = occupations(how_many(size.people))
    work = known[chance.integers(len(known))]
    _, prefix, least = _LEVELS[chance.choice(len(_LEVELS), p=_LEVEL_SHARES)]
    had = [str(name) for name in chance.choice(work.skills, chance.integers(*_HAD), replace=False)]
    others = skills_of(chance, _OTHER)
    own, city = unit(chance, 1)[0], chance.choice(_CITIES, p=_CITY_SHARES)
    tells = chance.random(4) < _TOLD
    pay = round(work.pay * (0.8 + least / 15 + 0.2 * chance.random()), -3)
    if version > 1:
        had, others, least = _changed(chance, work, had), others[1:], least + 1
    return CandidateEmbedded(
        tenant_id=tenant_of(number, size.people),
        candidate_id=f"c-{number}",
        version=version,
        status="ready_for_assignment" if version == 1 or chance.random() < 0.9 else "placed",
        headline=f"{prefix}{work.title}",
        titles=(work.title,),
        skills=tuple(CandidateSkill(name=name) for name in dict.fromkeys((*had, *others))),
        experience_years=least + float(chance.integers(0, 4)),
        location=f"{city}, Germany",
        remote="ok" if tells[0] else None,
        relocate=bool(chance.random() < 0.3) if tells[1] else None,
        salary_min=pay if tells[2] else None,
        salary_currency="EUR" if tells[2] else None,
        salary_period="year" if tells[2] else None,
        employment_types=("full_time",) if tells[3] else (),
        embeddings=(_embedding(work, own),),
        text_hash=f"{version:064}",
    )


def _changed(chance: np.random.Generator, work: Occupation, had: Sequence[str]) -> list[str]:
    """They have learnt what their work asks for and they lacked."""
    return [*had, str(chance.choice([name for name in work.skills if name not in had] or had))]


def posting(number: int, size: Size, version: int = 1) -> JobEmbedded:
    """An opening, without the times that the day gives it."""
    chance = np.random.default_rng([31, number])
    known = occupations(how_many(size.people))
    work = known[chance.integers(len(known))]
    level, prefix, least = _LEVELS[chance.choice(len(_LEVELS), p=_LEVEL_SHARES)]
    asked = [str(name) for name in chance.choice(work.skills, chance.integers(*_ASKED), replace=False)]
    own, city = unit(chance, 1)[0], str(chance.choice(_CITIES, p=_CITY_SHARES))
    tells_pay, tells_years = chance.random(2) < _TOLD
    low = round(work.pay * (0.85 + least / 15 + 0.2 * chance.random()), -3)
    paid = Salary(annual_min=low, annual_max=low * 1.2, currency="EUR", period="year")
    if version > 1:
        tells_pay, asked = True, asked[:-1]
    return JobEmbedded(
        job_id=job_id(number),
        version=version,
        title=f"{prefix}{work.title}",
        title_core=work.title.lower(),
        seniority=level,
        company=f"Company {chance.integers(500)}",
        description=f"{prefix}{work.title} wanted in {city}. You know {', '.join(asked)}.",
        skills=_requirements(asked),
        experience_min_years=least if tells_years else None,
        locations=(Place(city=city, country="DE", text=f"{city}, Germany"),),
        workplace=str(chance.choice(_WORKPLACES, p=_WORKPLACE_SHARES)),
        employment_type="full_time",
        salary=paid if tells_pay else None,
        content_hash=f"{version:064}",
        first_seen="2026-01-01T00:00:00Z",
        embeddings=(_embedding(work, own),),
        text_hash=f"{version:064}",
    )


def _requirements(asked: Sequence[str]) -> tuple[SkillRequirement, ...]:
    """The last two would only be nice to have."""
    return tuple(
        SkillRequirement(id=name, importance="required" if at < len(asked) - 2 else "preferred")
        for at, name in enumerate(asked)
    )


def job_id(number: int) -> UUID:
    return uuid5(_JOBS, str(number))


@cache
def _bounds(people: int) -> tuple[NDArray[np.intp], list[str]]:
    counts = sizes(people)
    return np.cumsum(list(counts.values())), list(counts)


def tenant_of(number: int, people: int) -> str:
    ends, names = _bounds(people)
    return names[int(np.searchsorted(ends, number, side="right"))]


def _embedding(work: Occupation, own: NDArray[np.float32]) -> Embedding:
    values = work.centre + _OWN * own
    return Embedding.of(MODEL, "1", (values / np.linalg.norm(values)).tolist())
