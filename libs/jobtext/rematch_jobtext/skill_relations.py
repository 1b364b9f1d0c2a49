"""What one skill says about others: what it implies, what is close to it, and whether it is a licence."""

import itertools
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from rematch_jobtext.skills_table import skill_table

_NOTHING: Mapping[str, float] = MappingProxyType({})


def implied_by(skill: str) -> frozenset[str]:
    """The skills that whoever has this one has too (Django: Python), all the way down; never the skill itself."""
    return _implied().get(skill, frozenset())


def adjacent(skill: str) -> Mapping[str, float]:
    """The skills near this one, and how much of one the other is worth: above 0, below 1, the same both ways."""
    return _adjacent().get(skill, _NOTHING)


def is_licence(skill: str) -> bool:
    """Whether it is a licence, registration or certificate: without it the job can't be had, or not soon."""
    return skill_kind(skill) == "licence"


def skill_kind(skill: str) -> str | None:
    """skill, tool, language, licence, spoken_language or soft; None if the table doesn't know the skill."""
    known = skill_table().skills.get(skill)
    return known.kind if known else None


def skill_family(skill: str) -> str | None:
    """The field that a skill belongs to (software, health, trades, ...); None if the table doesn't know it."""
    known = skill_table().skills.get(skill)
    return known.family if known else None


@cache
def _implied() -> dict[str, frozenset[str]]:
    direct = {skill.id: skill.implies for skill in skill_table().skills.values() if skill.implies}
    return {skill: _closure(skill, direct) for skill in direct}


def _closure(skill: str, direct: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found: set[str] = set()
    open_ends = [skill]
    while open_ends:
        new = set(direct.get(open_ends.pop(), ())) - found
        found |= new
        open_ends.extend(new)
    return frozenset(found - {skill})


@cache
def _adjacent() -> dict[str, Mapping[str, float]]:
    near: dict[str, dict[str, float]] = {}
    for weight, skills in adjacent_groups():
        for one, other in itertools.permutations(skills, 2):
            near.setdefault(one, {})[other] = weight
    return {skill: MappingProxyType(others) for skill, others in near.items()}


def adjacent_groups() -> list[tuple[float, tuple[str, ...]]]:
    """Every line of skills_adjacent.tsv."""
    lines = (resources.files(__package__) / "skills_adjacent.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(float(weight), tuple(skills.split(" "))) for weight, skills in rows]
