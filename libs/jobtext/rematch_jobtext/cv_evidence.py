"""Where a CV says what was read of it: the line, so that a person can see at once whether it was read right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rematch_jobtext.cv import read_cv
from rematch_jobtext.cv_education import education_in

_LONGEST, _MOST_LINES, _MOST_SPANS = 300, 2_000, 12
_ONE_VALUE = (
    *("location", "remote", "relocate", "salary_min", "salary_max", "salary_currency", "salary_period"),
    "experience_years",
)
_WITHIN = ("headline", "location")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value of a field, and the line that tells it; lines are counted from 1."""

    field: str
    value: Any
    line: int
    text: str


def cv_evidence(text: str, found: Mapping[str, Any], today: int) -> list[Evidence]:
    """For what `read_cv` has found in this text in the year `today`, and for education, which it doesn't look for."""
    lines = text.split("\n")[:_MOST_LINES]
    read = [read_cv(line, today) if line.strip() else {} for line in lines]
    told = [
        *_ones(found, lines, read),
        *_listed("skills", [skill["name"] for skill in found["skills"]], [_skills(one) for one in read]),
        *_written("titles", found["titles"], lines),
        *_written("preferred_locations", found["preferred_locations"], lines),
        *_listed("employment_types", found["employment_types"], [one.get("employment_types", ()) for one in read]),
        *(("education", " ".join(lines[place].split())[:_LONGEST], place) for place in education_in(lines)),
    ]
    return [Evidence(name, value, place + 1, " ".join(lines[place].split())[:_LONGEST]) for name, value, place in told]


Told = tuple[str, Any, int]


def _ones(found: Mapping[str, Any], lines: Sequence[str], read: Sequence[Mapping[str, Any]]) -> Iterator[Told]:
    for name in ("headline", *_ONE_VALUE):
        value = found.get(name)
        if value is None:
            continue
        place = next((n for n, one in enumerate(read) if one.get(name) == value), None)
        if place is None and name in _WITHIN:
            place = _line_with(str(value), lines)
        if place is not None:
            yield name, value, place
        elif name == "experience_years":  # counted, not said: by these lines
            spans = [n for n, one in enumerate(read) if one.get(name)]
            yield from ((name, value, n) for n in spans[:_MOST_SPANS])


def _listed(name: str, values: Sequence[str], told: Sequence[Sequence[str]]) -> Iterator[Told]:
    """Where each value is first told."""
    first: dict[str, int] = {}
    for place, names in enumerate(told):
        for each in names:
            first.setdefault(each, place)
    yield from ((name, value, first[value]) for value in values if value in first)


def _written(name: str, values: Sequence[str], lines: Sequence[str]) -> Iterator[Told]:
    for value in values:
        if (place := _line_with(value, lines)) is not None:
            yield name, value, place


def _line_with(value: str, lines: Sequence[str]) -> int | None:
    return next((n for n, line in enumerate(lines) if value in " ".join(line.split())), None)


def _skills(read: Mapping[str, Any]) -> list[str]:
    return [skill["name"] for skill in read.get("skills", ())]
