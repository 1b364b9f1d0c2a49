"""The two sides of a pair in lines of facts: numbers, words of our own tables, and what is left of the rest."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from rematch_jobtext import coordinates, occupation_name, words_of
from rematch_jobtext.occupations import occupation_groups
from rematch_match.domain.asks import Place, WishedTitle
from rematch_match.domain.conditions import CONDITIONS
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.levels import LADDER
from rematch_match.domain.packing import EMPLOYMENTS
from rematch_match.domain.verdicts.masking import masked, named
from rematch_match.domain.verdicts.suspicion import speaks_to_the_judge

_SKILLS, _TITLES, _SENTENCES, _PLACES = 40, 5, 8, 5
_LONGEST = 3_000
_CONDITIONS = {
    "permit": "right to work",
    "nights": "nights",
    "weekends": "weekends",
    "away": "nights away from home",
    "licence": "licence or registration",
}
_AREA = re.compile(r"[A-Z]{2,3}")
Facts = Iterator[tuple[str, str]]


def job_side(job: JobFacts) -> str:
    return _lines(_job(job))


def candidate_side(person: CandidateFacts) -> str:
    return _lines(_candidate(person))


def job_words(job: JobFacts) -> Iterable[str]:
    """What strangers wrote of the opening."""
    asks = job.asks
    return (asks.title, *asks.roles, *asks.categories, *asks.evidence.values(), *map(_spelt, sorted(job.skills)))


def candidate_words(person: CandidateFacts) -> Iterable[str]:
    """What strangers wrote of the person."""
    brings = person.brings
    titles = [title.core for title in (brings.headline, *brings.titles) if title is not None]
    return (*titles, *brings.categories, *map(_spelt, sorted(person.skills)))


def _job(job: JobFacts) -> Facts:
    asks = job.asks
    titled = {skill for skill in job.required if asks.evidence.get(skill) == asks.title}
    yield "role", role_of(WishedTitle(asks.title_core or asks.title, asks.occupation, asks.seniority))
    yield "in the title", _skills(titled)
    yield "required skills", _skills(job.required - titled)
    yield "preferred skills", _skills(job.preferred - job.required)
    yield "years asked for", _span(asks.years_min, asks.years_max)
    yield "workplace", asks.workplace if asks.workplace in ("remote", "hybrid", "onsite") else ""
    yield "places", _places(asks.places)
    yield "employment", _code(asks.employment_type)
    yield "conditions", ", ".join(_CONDITIONS[each] for each in CONDITIONS if each in asks.conditions)
    for skill, sentence in _evidence(job):
        yield f"said of {named(skill)}", sentence


def _candidate(person: CandidateFacts) -> Facts:
    brings = person.brings
    yield "is", role_of(brings.headline)
    yield "wants to be", "; ".join(filter(None, dict.fromkeys(map(role_of, brings.titles[:_TITLES]))))
    yield "main skills", _skills(set(brings.primary) & person.skills)
    yield "skills", _skills(person.skills - set(brings.primary))
    years = {skill: f"{named(skill)} {_number(brings.skill_years[skill])}" for skill in brings.skill_years}
    yield "years with", ", ".join(years[skill] for skill in sorted(years)[:_SKILLS] if skill in person.skills)
    yield "years in all", _number(brings.years)
    yield "licences not held", _skills(brings.lacks)
    yield "lives in", _places(brings.home)
    yield "wants to work in", _places(brings.places)
    yield "remote work", brings.remote or ""
    yield "would move", "" if brings.relocate is None else "yes" if brings.relocate else "no"
    yield "employment", ", ".join(filter(None, map(_code, brings.employment_types)))
    yield "can't do", ", ".join(_CONDITIONS[each] for each in CONDITIONS if each in brings.refuses)


def _evidence(job: JobFacts) -> Iterator[tuple[str, str]]:
    """Of the skills that it asks for the sentences that say so, each once, without what speaks to the judge."""
    told: set[str] = set()
    for skill in (*sorted(job.required), *sorted(job.preferred - job.required)):
        said = job.asks.evidence.get(skill, "")
        if said in told or said == job.asks.title or speaks_to_the_judge(said):
            continue
        told.add(said)
        sentence = masked(said)
        if sentence and len(told) <= _SENTENCES:
            yield skill, sentence


def role_of(title: WishedTitle | None) -> str:
    if title is None:
        return ""
    level = title.seniority if title.seniority in LADDER else None
    own_words = _names().get(title.occupation or "", frozenset())
    trade = occupation_name(title.occupation).lstrip("=") if title.occupation and own_words else ""
    words = "" if speaks_to_the_judge(title.core) else masked(title.core, own_words)
    role = " ".join(filter(None, (level, trade)))
    return f"{role} ({words})" if role and words and words != trade else role or words


@cache
def _names() -> dict[str, frozenset[str]]:
    """Of each occupation all words that it is called by."""
    return {one: frozenset(word for name in names for word in words_of(name)) for one, names, _ in occupation_groups()}


def _skills(skills: Iterable[str]) -> str:
    return ", ".join(sorted(map(named, skills))[:_SKILLS])


def _places(places: Iterable[Place]) -> str:
    return "; ".join(list(dict.fromkeys(filter(None, map(_place, places))))[:_PLACES])


def _place(place: Place) -> str:
    """Towns that are on the map, and the codes of regions and countries."""
    town = place.city if place.city and coordinates(place.city, None, place.country) is not None else None
    areas = [area for area in (place.region, place.country) if area and _AREA.fullmatch(area)]
    return ", ".join([town, *areas] if town else areas)


def _span(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    return f"{_number(low or 0)} or more" if high is None else f"{_number(low or 0)} to {_number(high)}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{min(max(value, 0), 80):g}"


def _code(value: str | None) -> str:
    return value.replace("_", " ") if value and value in EMPLOYMENTS else ""


def _spelt(skill: str) -> str:
    return skill.replace("-", " ")


def _lines(facts: Facts) -> str:
    return "\n".join(f"{name}: {value}" for name, value in facts if value)[:_LONGEST]
