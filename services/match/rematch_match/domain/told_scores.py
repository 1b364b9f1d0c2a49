"""What was told of a person, for audits of fairness: their scores, and what those rested on, as numbers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any


@dataclass(frozen=True, slots=True)
class Noted:
    """Of a pair what was told last in the window, as the audit has it."""

    score: float
    inputs: Mapping[str, Any]
    factors: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Told:
    """A person, known to match and not forgotten. `matched`: whether they are matched automatically now."""

    tenant_id: str
    candidate_id: str
    matched: bool
    scores: tuple[float, ...]
    features: Mapping[str, float]
    """The mean of each number over their pairs, where it was known; factors among them."""
    profiles: tuple[str, ...]


def told_of(person: tuple[str, str, bool], noted: Sequence[Noted]) -> Told:
    numbers: defaultdict[str, list[float]] = defaultdict(list)
    for one in noted:
        for name, value in _numbers(one).items():
            numbers[name].append(value)
    profiles = {f"{one.inputs['profile']}/{one.inputs['profile_version']}" for one in noted}
    means = {name: round(fmean(values), 6) for name, values in sorted(numbers.items())}
    return Told(*person, tuple(one.score for one in noted), means, tuple(sorted(profiles)))


def _numbers(one: Noted) -> dict[str, float]:
    features = {name: value for name, value in one.inputs["features"].items() if value is not None}
    return features | {f"factor {each['name']}": each["score"] for each in one.factors if each["known"]}
