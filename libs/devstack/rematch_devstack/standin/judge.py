"""A judge that reads the facts it is asked about: the same question and seed always get the same answer."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

Facts = Mapping[str, str]
_REQUIRED = ("in the title", "required skills")
_ALSO_ASKED = ("preferred skills",)
_HAD = ("main skills", "skills")
_ROLES = ("is", "wants to be")
# What a model adds that no fact explains.
_MOOD = 6.0
_CITED = 5


@dataclass(frozen=True, slots=True)
class Opinion:
    score: float
    reason: str
    skills: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"score": self.score, "reason": self.reason, "skills": list(self.skills)}

    def out_of_range(self) -> "Opinion":
        return replace(self, score=self.score + 101)

    def with_skill(self, skill: str) -> "Opinion":
        return replace(self, skills=(*self.skills, skill))

    def in_words(self, words: str) -> "Opinion":
        return replace(self, reason=words)


def opinion_of(messages: Sequence[Mapping[str, str]], seed: int) -> Opinion:
    """By the skills and roles that both sides name."""
    posting, profile = _sides(messages)
    required, asked = _listed(posting, _REQUIRED), _listed(posting, _REQUIRED + _ALSO_ASKED)
    shared = sorted(asked & _listed(profile, _HAD))
    share = len(required & set(shared)) / len(required) if required else 0.5
    role = _overlap(posting.get("role", ""), " ".join(profile.get(name, "") for name in _ROLES))
    mood = Random(f"{seed} {sorted(posting.items())} {sorted(profile.items())}").uniform(-_MOOD, _MOOD)
    score = min(100.0, max(0.0, 15 + 50 * share + 30 * role + mood))
    said = f"Has {len(shared)} of the {len(asked)} skills asked for, and the role is {_words(role)}."
    return Opinion(round(score, 1), said, tuple(shared[:_CITED]))


def digest_of(messages: Sequence[Mapping[str, str]]) -> str:
    return hashlib.sha256(json.dumps(list(messages), sort_keys=True).encode()).hexdigest()


def _sides(messages: Sequence[Mapping[str, str]]) -> tuple[Facts, Facts]:
    """Of the first message that has two sides; without one nothing is known of either."""
    for message in messages:
        try:
            told = json.loads(message["content"])
            return _facts(told["posting"]), _facts(told["profile"])
        except (ValueError, LookupError, TypeError, AttributeError):
            continue
    return {}, {}


def _facts(side: str) -> Facts:
    return dict(line.split(": ", 1) for line in side.splitlines() if ": " in line)


def _listed(facts: Facts, names: Sequence[str]) -> frozenset[str]:
    return frozenset(skill for name in names for skill in facts.get(name, "").split(", ") if skill)


def _overlap(role: str, others: str) -> float:
    words = set(role.casefold().split())
    return len(words & set(others.casefold().split())) / len(words) if words else 0.0


def _words(role: float) -> str:
    return "the same" if role > 0.7 else "a neighbour" if role > 0.2 else "another"
