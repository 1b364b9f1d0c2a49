"""A title taken apart: the job itself, its level, and everything that was only written around it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rematch_jobtext.employment import EmploymentType, employment_type
from rematch_jobtext.plain import line
from rematch_jobtext.title_extras import EXTRAS
from rematch_jobtext.title_levels import seniority_in, without_level
from rematch_jobtext.title_noise import EMPLOYMENT, GENDER, HYPE, PAY, REQUISITION, WORKPLACE
from rematch_jobtext.title_numbers import counted, number_in, ranked, unglued
from rematch_jobtext.title_places import cut_place, is_place
from rematch_jobtext.title_spelling import plain_words
from rematch_jobtext.workplace import Workplace, without_workplace, workplace_of

_LONGEST = 300
_EMPTY = re.compile(r"[(\[]\s*[-|,/&]*\s*[)\]]")
_STUCK = re.compile(r"\b(SDE|SWE|SRE|SDET|MTS)[- ]?(\d)\b", re.IGNORECASE)
# An apprentice or trainee is a level; how they are employed is said elsewhere.
_INTERN = re.compile(
    r"\b(?:interns?|internship|pflichtpraktikum|praktik(?:um|ant(?:in)?)|working student|werkstudent(?:in)?|stagiaire"
    r"|becari[oa]|co-?op|placement student|industrial placement)\b(?! (?:program\w* )?(?:coordinator|recruiter|manager"
    r"|supervisor|assessor|tutor|advisor))",
    re.IGNORECASE,
)
_HEAD_END = re.compile(r"\s+[-\u2013]|[-\u2013]\s|[,|(\[/@:;]|\s(?:of|for|in)\s", re.IGNORECASE)
_ENDS = " -|,:;/&\u00b7*!@."
_OPEN_END = re.compile(r"(?:\s(?:or|and|oder|und|in|at|with|jobs?|vacancy|position|[-/+]))+\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TitleParts:
    """`core`: the job without level, place and ornament; `level` as a number where the title has one (II is 2)."""

    core: str
    seniority: str | None = None
    level: int | None = None
    req_id: str | None = None
    workplace_hint: Workplace = "unknown"
    place_text: str | None = None
    employment_hint: EmploymentType | None = None


def title_parts(title: str) -> TitleParts:
    """ "URGENT: Sr. Java Developer II (m/f/d) - Remote | Berlin, R-12345" to its parts."""
    title = line(title, _LONGEST)
    # A place is told by its capital: where nobody wrote any, every word gets one.
    return _parts(title.title() if title.islower() else title)


@lru_cache(maxsize=4_096)
def _parts(title: str) -> TitleParts:
    rest, req_id = _cut_requisition(GENDER.sub(" ", title))
    rest = _tidy(PAY.sub(" ", HYPE.sub(" ", rest)))
    told = WORKPLACE.findall(rest)
    rest, employment = _cut_employment(EXTRAS.sub(" ", WORKPLACE.sub(" ", rest)))
    rest, place = _cut_places(rest)
    place = place or _place_in(told)
    words = plain_words(ranked(counted(_STUCK.sub(r"\1 \2", rest)))) or plain_words(title)
    return TitleParts(
        core=unglued(without_level(words)),
        seniority=seniority_in(words, plain_words(_HEAD_END.split(rest)[0].replace("&", " and "))),
        level=number_in(words),
        req_id=req_id,
        workplace_hint=workplace_of(" ".join(told)) if told else "unknown",
        place_text=place,
        employment_hint=employment or ("internship" if _INTERN.search(title) else None),
    )


def _place_in(told: list[str]) -> str | None:
    """The place beside the workplace: "(Hybrid - Dallas, TX)"."""
    beside = (without_workplace(each).strip("()[]" + _ENDS) for each in told)
    return next((each for each in beside if each and is_place(each)), None)


def _cut_requisition(title: str) -> tuple[str, str | None]:
    found = REQUISITION.search(title)
    if found is None:
        return title, None
    said = next(value for value in found.groupdict().values() if value)
    return REQUISITION.sub(" ", title), said.upper().strip("-_./")


def _cut_employment(title: str) -> tuple[str, EmploymentType | None]:
    told = " ".join(found[0] for found in EMPLOYMENT.finditer(title))
    if not told:
        return title, None
    return _tidy(EMPLOYMENT.sub(" ", title)), employment_type(told)


def _cut_places(title: str) -> tuple[str, str | None]:
    """Up to two: "Engineer (Berlin) - Germany"."""
    title, first = cut_place(_tidy(title))
    if first is None:
        return title, None
    title, second = cut_place(_tidy(title))
    return title, f"{first}, {second}" if second else first


def _tidy(title: str) -> str:
    title = _OPEN_END.sub("", " ".join(_EMPTY.sub(" ", title).split()))
    return title.strip(_ENDS.replace(".", "") if title.startswith(".") else _ENDS)
