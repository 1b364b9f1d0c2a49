"""Licences: which of them decide, which ones stand for one another, and which somebody says that they haven't got."""

import re
from collections.abc import Iterable, Iterator, Mapping

from rematch_jobtext import find_skills, is_licence, mentions, skill_kind

# Almost everybody has them, or has them within days of being asked.
_EASY_TEXT = """
    driving-licence cpr first-aid passport bls food-handler servsafe alcohol-licence osha
    white-card asbestos-awareness google-analytics-certification itil-certification istqb six-sigma csm
    aws-certification azure-certification gcp-certification terraform-certification cka
    salesforce-certification capm leed dot-medical-card hazwoper confined-space lifeguarding apics
    comptia-a-plus comptia-network-plus mcse rhce vcp
"""
EASY = frozenset(_EASY_TEXT.split())
_EITHER = re.compile(r"\bor\b|/|\boder\b|\bou\b|\bequivalent\b|\bone of\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;\n|]|,(?= (?:but|and|now|no)\b)|\bbut\b")
_LACKS_BEFORE = re.compile(
    r"\b(?:no|kein\w*|ohne|not|without|never|lacks?|lost|lapsed|expired|studying|study|preparing"
    r"|working towards?|candidate for"
    r"|awaiting|applied|applying|booked|pursuing|failed|toward|in progress|don't have|haven't|hasn't|former|ex|used to"
    r"|learning|basic|beginners?|a little|permit for|waiting for|gave up|surrendered|inactive)\b[^,]*$",
    re.IGNORECASE,
)
_LACKS_AFTER = re.compile(
    r"^(?: is| at)? (?:a1|a2|b1|basics?)\b|^[^,.;]{0,40}\b(?:exams?|lapsed|expired|pending"
    r"|in progress|candidate|student"
    r"|not (?:yet|held|renewed|current|valid)"
    r"|booked|applied for|to follow|planned|surrendered|inactive|revoked|suspended|ran out|permit|school"
    r"|part[- ]qual\w*"
    r"|(?:next|due in) (?:spring|summer|autumn|fall|winter|year|month|january|february|march|april|may|june))\b",
    re.IGNORECASE,
)
ANY = "any licence"
"""Among what somebody lacks: they say that they hold no licence, without saying which."""
UNLICENSED = (
    r"\b(?:no|without(?: an?)?|not? hold\w*(?: an?)?|never (?:got|had|held)(?: an?)?|lacks?(?: an?)?) (?:[\w-]+ ){0,2}"
    r"(?:licen[cs]es?|registration|ticket|tickets|clearance|certificate|card|cards|pin)\b(?! (?:issue|problem|point))"
    r"|\b(?:licen[cs]e|registration|clearance|card|pin|badge)\b[^.;]{0,25}\b(?:lapsed?|expired|ran out|pending"
    r"|inactive|suspended|being issued|in progress|revoked|surrendered)\b"
    r"|\bnot (?:yet |currently )?(?:registered|licen[cs]ed|certified|qualified|cleared)\b|\bun(?:registered|licen[cs]ed"
    r"|qualified)\b|\b(?:lapsed|expired|inactive) (?:licen[cs]e|registration|clearance|card)\b"
    r"|\b(?:learner|learner's) permit\b|\bno licen[cs]e\b|\boff (?:the )?(?:\w+ ){0,2}register\b|\blet my \w+"
    r"(?: \w+)? (?:lapse|go)\b|\bkein(?:en?)? f\u00fchrerschein\b"
)
_NONE_AT_ALL = re.compile(UNLICENSED, re.IGNORECASE)
_AROUND = 60
# Of those that no table knows: "a-grade-licence", "new-york-bar".
_BY_NAME = re.compile(r"-(?:licen[cs]e|registration|bar|admission|clearance)$")
_KINDS = ("licence", "spoken_language")


def decisive(skill: str) -> bool:
    """A licence without which the job can't be had, and that isn't had within days."""
    return (is_licence(skill) or _BY_NAME.search(skill) is not None) and skill not in EASY


def by_law(skill: str) -> str:
    """What a licence is called here, of which somebody adds where it holds: "colorado-journeyman-license"."""
    if skill_kind(skill) is not None or not _BY_NAME.search(skill):
        return skill
    known = [found.id for found in find_skills(skill.replace("-", " ")) if is_licence(found.id)]
    return known[0] if len(known) == 1 else skill


def lacking(text: str) -> frozenset[str]:
    """The licences that a text about somebody names as lost, or not won yet, and the languages that they only learn."""
    named = {(m.skill, m.start, m.end) for m in mentions(text) if skill_kind(m.skill) in _KINDS}
    lacks = {skill for skill, start, end in named if _is_denied(text, start, end)}
    return frozenset(lacks | ({ANY} if _NONE_AT_ALL.search(text) else set()))


def _is_denied(text: str, start: int, end: int) -> bool:
    before = _CLAUSE.split(text[max(0, start - _AROUND) : start])[-1]
    after = _CLAUSE.split(text[end : end + _AROUND])[0]
    return _LACKS_BEFORE.search(before) is not None or _LACKS_AFTER.search(after) is not None


def alternatives(skills: Iterable[str], evidence: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Every skill with the number of its group: of "ACA, ACCA or CIMA" any one will do."""
    groups: dict[str, int] = {}
    for number, skill in enumerate(skills):
        said = evidence.get(skill, "")
        if decisive(skill) and said and _EITHER.search(said):
            yield skill, groups.setdefault(said, number)
        else:
            yield skill, number
