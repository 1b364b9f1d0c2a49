"""Occupations in fields, near ones together, with the skills that those who work in them share."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bench.match_people import DIM
from rematch_jobtext import near_ids, occupation_ids
from rematch_jobtext.skills_table import skill_table
from rematch_match.domain.titles import read_title

_PER_FIELD = 4
_OF_OCCUPATION, _OF_FIELD = 9, 24
# What a text shares with all texts, with those of its field, and with those of its occupation; the rest is its own.
_COMMON, _FIELD, _ROLE = 0.35, 0.45, 0.55


@dataclass(frozen=True, slots=True)
class Occupation:
    """What those who work in it share."""

    title: str
    skills: tuple[str, ...]
    centre: NDArray[np.float32]
    pay: int
    """Euros a year, of no particular level."""


@cache
def occupations(count: int) -> list[Occupation]:
    chance = np.random.default_rng(11)
    fields = _fields(chance, count)
    common = unit(chance, 1)[0]
    made: list[Occupation] = []
    for names in fields:
        shared = skills_of(chance, _OF_FIELD, _of_family()[str(chance.choice(sorted(_of_family())))])
        middle = unit(chance, 1)[0]
        pay = int(chance.integers(32, 80)) * 1_000
        for name in names:
            skills = [*chance.choice(shared, _OF_OCCUPATION - 1, replace=False), *skills_of(chance, 1)]
            centre = _COMMON * common + _FIELD * middle + _ROLE * unit(chance, 1)[0]
            made.append(Occupation(_title(name), tuple(dict.fromkeys(map(str, skills))), centre, pay))
    return made[:count]


def _fields(chance: np.random.Generator, count: int) -> list[list[str]]:
    """Real occupations, those that are near to each other in one field, each in one only."""
    known = [name for name in occupation_ids() if read_title(_title(name)).occupation == name]
    left, fields, found = set(known), [], 0
    for at in chance.permutation(len(known)):
        if known[at] not in left:
            continue
        field = [known[at], *sorted(near_ids(known[at]) & left)][:_PER_FIELD]
        left.difference_update(field)
        fields.append(field)
        found += len(field)
        if found >= count:
            break
    return fields


def _title(name: str) -> str:
    return name.replace("-", " ").title()


@cache
def _of_family() -> dict[str, NDArray[np.str_]]:
    """Skills by family, without licences and languages, which not everybody of an occupation could have."""
    named: dict[str, list[str]] = {}
    for name, skill in sorted(skill_table().skills.items()):
        if skill.kind in ("skill", "tool", "language"):
            named.setdefault(skill.family, []).append(name)
    return {family: np.array(names) for family, names in named.items() if len(names) >= _OF_FIELD}


@cache
def _all_skills() -> NDArray[np.str_]:
    return np.concatenate(list(_of_family().values()))


@cache
def _spread(count: int) -> NDArray[np.float64]:
    """As uneven as in life: a few are asked for everywhere, most are rare."""
    weights = 1 / (np.random.default_rng(1).permutation(count) + 10.0) ** 0.9
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def skills_of(chance: np.random.Generator, count: int, among: NDArray[np.str_] | None = None) -> list[str]:
    names = _all_skills() if among is None else among
    return [str(names[at]) for at in chance.choice(len(names), count, replace=False, p=_spread(len(names)))]


def unit(chance: np.random.Generator, count: int) -> NDArray[np.float32]:
    values = chance.standard_normal((count, DIM), dtype=np.float32)
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    return values
