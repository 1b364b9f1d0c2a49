"""Of many pairs that were reckoned some, as plain values, and in words once somebody asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from math import isnan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rematch_common.contracts import Factor, Scoring
from rematch_match.domain.ageing import Fixed
from rematch_match.domain.features.skills import MATCHED, Asked
from rematch_match.domain.learned.telling import learned_factor
from rematch_match.domain.notes import note
from rematch_match.domain.reckoned import Reckoned
from rematch_match.domain.score import Glance, Score
from rematch_match.domain.sheets import Line
from rematch_match.domain.tastes.tilt import TASTE, Tilt, score_for
from rematch_match.domain.terms import Terms
from rematch_match.domain.vocabulary import name_of

SKILL_COLUMNS = ("skills", "skills_required", "skills_counted", "skills_asked", "skills_matched")
LICENCE_COLUMNS = ("licences_asked", "licences_missing", "licences_denied", "tongues_missing")
_SEPARATE = frozenset((*SKILL_COLUMNS, *LICENCE_COLUMNS))
_WORTH_TELLING = 0.995


class AskedSkill(NamedTuple):
    """A skill that the opening asks for, and how much of it the person brings."""

    skill: int
    required: bool
    licence: bool
    easy: bool
    tongue: bool
    weight: float
    credit: float
    own: float
    denied: bool
    group: int

    def told(self, first: int) -> list[Any]:
        """For the audit; replaying.py reads it."""
        kinds = [int(self.required), int(self.licence), int(self.easy), int(self.tongue)]
        return [name_of(self.skill), *kinds, *self[5:8], int(self.denied), self.group - first]


@dataclass(frozen=True, slots=True)
class Basis:
    """What the reasons of one pair are put into words from."""

    line: Line
    row: dict[str, float | None]
    """The features; None where one isn't known."""
    asked: list[AskedSkill]
    first: int
    """The number of the pair's first skill, from which groups are counted."""
    skills_known: bool
    rarity: int
    terms: Terms
    bar: str | None
    tilt: Tilt | None

    def score(self) -> Score:
        line = self.line
        had = [skill.credit >= MATCHED for skill in self.asked]
        named = [(name_of(skill.skill), skill.required, has) for skill, has in zip(self.asked, had, strict=True)]
        return Score(
            value=_value(self),
            coverage=line.coverage,
            factors=self._factors(),
            asked=len(named),
            matched=tuple(sorted(name for name, _, has in named if has)),
            missing=tuple(sorted(name for name, required, has in named if required and not has)),
            apart=_apart(self),
            gates=self._gates(),
            fixed=_fixed(self),
            inputs=self._inputs(),
            scoring=_scoring(line.profile.name, line.profile.version),
            tilt=self._moved,
        )

    @property
    def _moved(self) -> Tilt | None:
        """Two that are kept apart are, whatever the person made of others."""
        return self.tilt if _apart(self) is None else None

    def _factors(self) -> tuple[Factor, ...]:
        line = self.line
        judged = zip(line.names, line.scores, line.weights, line.known, strict=False)
        own = tuple(
            _factor(name, round(score, 2), weight, known, note(name, self.row)) for name, score, weight, known in judged
        )
        if self._moved is not None:
            own = (*own, self._taste(self._moved))
        return own if self.terms.learned is None else (*own, learned_factor(self.terms.learned, self.row, line.shift))

    def _taste(self, tilt: Tilt) -> Factor:
        """It weighs nothing among the others: it moves what they come to. 50 is where it leaves it."""
        points = round(tilt.points * self.line.fixed.cap / 100, 1) or 0.0
        return _factor(TASTE, score_for(tilt.points), 0.0, known=True, note=f"{points:+g} points")

    def _gates(self) -> tuple[tuple[str, float], ...]:
        shares = zip(self.line.profile.gates, self.line.gates, strict=True)
        told = [(name, round(share, 3)) for (name, _), share in shares if share < _WORTH_TELLING]
        return tuple(sorted(told, key=lambda each: each[1]))

    def _inputs(self) -> dict[str, Any]:
        """What `replay` needs: ids and numbers."""
        return {
            "profile": self.line.profile.name,
            "profile_version": self.line.profile.version,
            "rarity": self.rarity,
            "terms": self.terms.version,
            "weights": self.line.weights,
            "features": {name: value for name, value in self.row.items() if self._is_told(name)},
            "bar": self.bar,
            "skills_known": self.skills_known,
            "asked": [skill.told(self.first) for skill in self.asked],
            **({"taste": self._moved.told} if self._moved else {}),
            **self._learned(),
        }

    def _is_told(self, feature: str) -> bool:
        return feature not in _SEPARATE and (feature != TASTE or self._moved is not None)

    def _learned(self) -> dict[str, Any]:
        """The points, so that no model is needed to reach the score again."""
        model = self.terms.learned
        return {} if model is None else {"learned": {"model": model.number, "shift": self.line.shift}}


@lru_cache(maxsize=2_048)
def _factor(name: str, score: float, weight: float, known: bool, note: str | None) -> Factor:
    """Many pairs have it in common: checked once."""
    return Factor(name=name, score=score, weight=weight, known=known, note=note)


@cache
def _scoring(profile: str, version: int) -> Scoring:
    return Scoring(profile=profile, version=version)


def known(value: float) -> float | None:
    return None if isnan(value) else value


def picked(reckoned: Reckoned, these: Sequence[int]) -> list[Glance]:
    at = np.asarray(these, dtype=np.intp)
    names = list(reckoned.features)
    rows = np.column_stack([column[at] for column in reckoned.features.values()]).tolist()
    bases = map(
        Basis,
        reckoned.sheets.lines(at),
        (dict(zip(names, map(known, row), strict=True)) for row in rows),
        *_asked(reckoned.asked, at),
        reckoned.asked.had[at].tolist(),
        [reckoned.rarity] * len(at),
        [reckoned.terms[whose] for whose in reckoned.whose[at].tolist()],
        reckoned.barred(at),
        map(reckoned.tilts.get, at.tolist()),
    )
    return [_glance(basis) for basis in bases]


def _asked(asked: Asked, at: NDArray[np.intp]) -> tuple[list[list[AskedSkill]], list[int]]:
    """Of each of these pairs its skills, and the number of the first one."""
    starts, ends = np.searchsorted(asked.pair, at), np.searchsorted(asked.pair, at + 1)
    counts = ends - starts
    bounds = np.concatenate([[0], np.cumsum(counts)])
    rows = np.arange(bounds[-1]) + np.repeat(starts - bounds[:-1], counts)
    columns = (
        *(asked.skill, asked.required, asked.licence, asked.easy, asked.tongue),
        *(asked.weight, asked.credit, asked.own, asked.denied, asked.group),
    )
    skills = list(map(AskedSkill, *(column[rows].tolist() for column in columns)))
    return [skills[start:end] for start, end in pairwise(bounds.tolist())], starts.tolist()


def _glance(basis: Basis) -> Glance:
    meets = bool(basis.row["skills_matched"]) or not basis.asked
    return Glance(_value(basis), _apart(basis), meets, _fixed(basis), basis.row["age"], basis.score)


def _value(basis: Basis) -> float:
    return 0.0 if basis.bar else basis.line.value


def _apart(basis: Basis) -> str | None:
    line = basis.line
    return basis.bar or (line.profile.filters[line.apart][0] if line.apart >= 0 else None)


def _fixed(basis: Basis) -> Fixed:
    fixed = basis.line.fixed
    return replace(fixed, cap=0.0) if basis.bar else fixed
