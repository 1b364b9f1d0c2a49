"""What a CV says of somebody: skills, years, titles, places, pay, wishes."""

import re
from collections.abc import Iterator, Sequence
from string import punctuation
from typing import Any

from rematch_jobtext.employment import find_employment_type
from rematch_jobtext.experience import parse_experience
from rematch_jobtext.locations import parse_location
from rematch_jobtext.occupations import occupation
from rematch_jobtext.salaries import parse_salary
from rematch_jobtext.salary_mentions import find_salary
from rematch_jobtext.skills import find_skills
from rematch_jobtext.title_parts import title_parts

_MOST_YEARS = 50
_MOST_TITLES, _MOST_SKILLS = 3, 100
_TOP = 12
_LONGEST_TITLE = 90
_LONGEST_PLACE = 60
# Of a line that is longer, the beginning tells the title; a search through all of it would be for nothing.
_LOOKED_AT = 2 * _LONGEST_TITLE
_WORK = re.compile(r"experience|employment|work history|career|berufserfahrung|werdegang|positions?", re.IGNORECASE)
_STUDY = re.compile(r"education|qualifications|studies|studium|ausbildung|training|school|projects|publications", re.I)
_HEADING = re.compile(r"[A-Za-z\u00c4\u00d6\u00dc\u00e4\u00f6\u00fc& ]{4,40}")
_LONGEST_HEADING = 80
_ORNAMENT = f"{punctuation} \u2022\u00b7\u25cf\u25aa\u25a0\u25ba\u2013\u2014\u2026"
_MONTH = r"(?:(?:0?[1-9]|1[0-2])[/.]|(?:jan|feb|m[a\u00e4]r|apr|ma[iy]|ju[nl]|aug|sep|o[ck]t|nov|de[cz])\w{0,6}\.? )?"
_NOW = r"(?P<now>present|now|today|current|ongoing|date|heute|aktuell)"
_SPAN = re.compile(
    rf"\b{_MONTH}(?P<low>(?:19|20)\d\d)\s*(?:-|\u2013|\u2014|to|until|bis)\s*(?:{_MONTH}(?P<high>(?:19|20)\d\d)|{_NOW})",
    re.I,
)
_ASIDE = re.compile(r"\s*(?:[,(|\u2022;.]|\s(?:at|bei|with|who|building|working|looking|@|-|\u2013|\u2014)\s).*$")
_PLACE = re.compile(
    r"^\W*(?:location|address|based in|lives? in|living in|wohnort|city|residence|standort)\b[:\s]+(?P<place>.{2,80})$",
    re.I,
)
_BASED = re.compile(r"\b(?i:based|living|located|residing|live|lives) in (?P<place>[A-Z][\w' -]+(?:, ?[A-Z][\w' -]+)?)")
_WISHED = re.compile(
    r"\b(?:preferred|desired|wunsch)[ -]?(?:work )?(?:location|place|ort)s?\b[:\s]+(?P<place>.{2,120})$", re.I
)
_PAY = re.compile(r"expect|desired|salary|gehalt|compensation|rate|pay\b", re.IGNORECASE)
_ONLY_REMOTE = re.compile(r"\b(?:only remote|remote[- ]only|fully remote only|100 ?% remote)\b", re.IGNORECASE)
_NO_REMOTE = re.compile(r"\b(?:no remote|not remote|on-?site only)\b", re.IGNORECASE)
_REMOTE = re.compile(
    r"\b(?:open to|prefer\w*|available for|or|also|looking for|want\w*) (?:\w+ )?remote\b", re.IGNORECASE
)
_STAYS = re.compile(r"\b(?:not|un)[ -]?(?:willing|able|open) to relocat|\bno relocation\b", re.IGNORECASE)
_MOVES = re.compile(r"\b(?:willing|able|open|ready|happy) to relocat|\brelocation (?:possible|ok)\b", re.IGNORECASE)


def read_cv(text: str, today: int) -> dict[str, Any]:
    """The fields of a Candidate that the text tells; `today`: the year in which it is read."""
    # Runs of blanks are made one: what looks for blanks would try each run from every place in it.
    lines = [line for row in text.split("\n") if (line := " ".join(row.split()))]
    titles = _titles(lines)
    found = {
        "headline": titles[0] if titles else None,
        "titles": titles[:_MOST_TITLES],
        "skills": [{"name": skill.id} for skill in find_skills(text)[:_MOST_SKILLS]],
        "experience_years": _years(text, lines, today),
        "location": _home(lines) or _beside(titles[:1], lines),
        "preferred_locations": [hit["place"] for line in lines if (hit := _WISHED.search(line))],
        "remote": _remote(text),
        "relocate": False if _STAYS.search(text) else True if _MOVES.search(text) else None,
        "summary": text,
        **_pay(lines),
    }
    wished = find_employment_type(text)
    return {**found, "employment_types": [wished] if wished else []}


def _years(text: str, lines: Sequence[str], today: int) -> float | None:
    """As the person says, else the years in which they had work, each counted once."""
    said = parse_experience(text)
    if said is not None and said.min_years:
        return said.min_years
    worked = {year for low, high in _spans(lines, today) for year in range(low, high)}
    return float(min(len(worked), _MOST_YEARS)) if worked else None


def _spans(lines: Sequence[str], today: int) -> Iterator[tuple[int, int]]:
    """From and to, of what doesn't stand under a heading that speaks of learning."""
    studying = False
    for line in lines:
        heading = _heading(line)
        if _WORK.search(heading) or _STUDY.search(heading):
            studying = not _WORK.search(heading)
        for span in () if studying else _SPAN.finditer(line):
            low, high = int(span["low"]), int(span["high"] or today)
            if low <= high <= today:
                yield low, max(high, low + 1)


def _heading(line: str) -> str:
    """The words of a line that is a heading; nothing where it is none."""
    bare = line.strip(_ORNAMENT) if len(line) <= _LONGEST_HEADING else ""
    return bare if _HEADING.fullmatch(bare) else ""


def _titles(lines: Sequence[str]) -> list[str]:
    """Lines that name an occupation, at the top or beside the dates of a job; the first is who they say they are."""
    named = [*lines[:_TOP], *(line for line in lines if _SPAN.search(line))]
    found: dict[str, str] = {}
    for line in named:
        title = _ASIDE.sub("", " ".join(_SPAN.sub("", line)[:_LOOKED_AT].split())).strip(" -\u2013\u2022*:")
        parts = title_parts(title) if title and len(title) <= _LONGEST_TITLE else None
        if parts and len(parts.core.split()) <= 5 and occupation(parts.core)[0]:
            found.setdefault(parts.core, title)
    return list(found.values())


def _home(lines: Sequence[str]) -> str | None:
    """Where they say that they live, else a line at the top that is nothing but a place."""
    for line in lines:
        hit = _PLACE.match(line) or _BASED.search(line)
        if hit and (place := _placed(hit["place"])):
            return place
    short = (line for line in lines[:_TOP] if len(line) <= _LONGEST_PLACE and "@" not in line)
    return next((place for line in short if (place := _placed(line))), None)


def _placed(text: str) -> str | None:
    """The place that the text is, without the title before it: "Senior Java Developer, Berlin"."""
    before, apart, place = text.strip().partition(", ")
    place = place.strip()
    if apart and _is_place(place) and _names_work(before) and any(one.city for one in parse_location(place).locations):
        return place
    return text.strip() if _is_place(text) else None


def _names_work(text: str) -> bool:
    parts = title_parts(text)
    return bool(occupation(parts.core)[0])


def _beside(headline: Sequence[str], lines: Sequence[str]) -> str | None:
    """The place in "Senior Python developer in Berlin"; beside dates it is where they were then."""
    for title in headline:
        place = title_parts(title).place_text
        then = any(title in line and _SPAN.search(line) for line in lines)
        if place and not then and _is_place(place):
            return place
    return None


def _is_place(text: str) -> bool:
    places = parse_location(text).locations
    return len(places) == 1 and places[0].country is not None and (places[0].city is not None or len(text.split()) <= 2)


def _pay(lines: Sequence[str]) -> dict[str, Any]:
    said = (
        parse_salary(line) or find_salary(line) for line in lines if _PAY.search(line) and re.search(r"\d{2}", line)
    )
    pay = next((one for one in said if one is not None and (one.currency or one.period)), None)
    if pay is None:
        return {}
    # One sum is what they want at least; nobody minds more.
    most = pay.max if pay.max != pay.min else None
    told = {"salary_min": pay.min, "salary_max": most, "salary_currency": pay.currency, "salary_period": pay.period}
    return {name: value for name, value in told.items() if value is not None}


def _remote(text: str) -> str | None:
    if _ONLY_REMOTE.search(text):
        return "only"
    if _NO_REMOTE.search(text):
        return "no"
    return "ok" if _REMOTE.search(text) else None
