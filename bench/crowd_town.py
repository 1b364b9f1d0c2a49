"""Openings and people of one trade that is told apart by role, level, place and pay."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import numpy as np

from rematch_match.domain.asks import Asks, Brings, Pay, Workplace
from rematch_match.domain.facts import CandidateFacts, JobFacts, Vector
from rematch_match.domain.titles import places_named, read_title

_ROLES: Mapping[str, Sequence[str]] = {
    "Data Engineer": ("python", "sql", "spark", "airflow", "kafka", "aws", "docker", "postgresql", "snowflake", "dbt"),
    "Backend Engineer": ("python", "java", "sql", "docker", "kubernetes", "kafka", "postgresql", "redis", "aws", "go"),
    "Data Scientist": ("python", "sql", "pandas", "pytorch", "spark", "r", "tensorflow", "airflow", "docker", "aws"),
    "DevOps Engineer": ("docker", "kubernetes", "terraform", "aws", "linux", "python", "go", "ansible", "git", "bash"),
}
_LEVELS = ("Junior ", "", "Senior ", "Lead ")
_PLACES = ("Berlin, Germany", "Potsdam, Germany", "Munich, Germany", "Hamburg, Germany", "London, UK", "Austin, TX")
_WORKPLACES: Sequence[Workplace] = ("onsite", "hybrid", "remote")
_PAY, _STEP = 52_000.0, 14_000.0
_SPACE = 24
_APART = 0.8


def openings_of(size: int, first: int, now: datetime, chance: np.random.Generator) -> list[JobFacts]:
    return [_opening(first + number, now, chance) for number in range(size)]


def people_of(tenant: str, size: int, chance: np.random.Generator) -> list[CandidateFacts]:
    return [_person(tenant, number, chance) for number in range(size)]


def _opening(number: int, now: datetime, chance: np.random.Generator) -> JobFacts:
    role, level = _one(tuple(_ROLES), chance), int(chance.integers(len(_LEVELS)))
    title = read_title(_LEVELS[level] + role)
    skills = chance.permutation(_ROLES[role])[:7].tolist()
    low = _PAY + _STEP * level + float(chance.normal(0, 9_000))
    asks = Asks(
        title=title.core,
        title_core=title.core,
        occupation=title.occupation,
        seniority=title.seniority,
        years_min=float(2 * level + chance.integers(0, 2)),
        places=places_named([_one(_PLACES, chance)]),
        workplace=_WORKPLACES[int(chance.integers(len(_WORKPLACES)))],
        employment_type="full_time",
        pay=Pay(low, low * 1.2, "EUR"),
        posted_at=now,
    )
    return JobFacts(
        UUID(int=number), 1, True, frozenset(skills[:5]), frozenset(skills[5:]), _near(role, chance), asks=asks
    )


def _person(tenant: str, number: int, chance: np.random.Generator) -> CandidateFacts:
    role, level = _one(tuple(_ROLES), chance), int(chance.integers(len(_LEVELS)))
    other = _one(tuple(_ROLES), chance)
    wish = _PAY + _STEP * level + float(chance.normal(0, 8_000))
    brings = Brings(
        headline=read_title(_LEVELS[level] + role),
        titles=(read_title(role), read_title(other)),
        years=float(2 * level + chance.integers(0, 3)),
        home=places_named([_one(_PLACES, chance)]),
        places=places_named([_one(_PLACES, chance)]),
        relocate=bool(chance.random() < 0.3),
        remote=None if chance.random() < 0.3 else "ok",
        pay=Pay(wish, None, "EUR"),
        employment_types=("full_time",),
    )
    skills = {*chance.permutation(_ROLES[role])[:7].tolist(), *chance.permutation(_ROLES[other])[:3].tolist()}
    return CandidateFacts((tenant, f"c-{number}"), 1, True, frozenset(skills), _near(role, chance), brings=brings)


def _near(role: str, chance: np.random.Generator) -> Vector:
    """Texts of one role are alike, and no two are the same."""
    base = np.random.default_rng(list(_ROLES).index(role)).normal(size=_SPACE)
    values = (base / np.linalg.norm(base)) + _APART * chance.normal(size=_SPACE) / np.sqrt(_SPACE)
    return Vector("crowd", (values / np.linalg.norm(values)).astype("<f4"))


def _one(some: Sequence[str], chance: np.random.Generator) -> str:
    return some[int(chance.integers(len(some)))]
