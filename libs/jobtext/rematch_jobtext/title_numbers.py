"""The number of a level in a title, and the numbers that are none: a 5-axis mill, a 3-phase motor."""

import re

_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
PEOPLE = (
    "engineer|developer|analyst|scientist|architect|technician|tech|nurse|rn|designer|manager|specialist"
    "|representative|rep|associate|assistant|consultant"
    "|administrator|admin|coordinator|accountant|clerk|officer|operator|mechanic|programmer|tester|sde|swe"
    "|sre|teacher|electrician|plumber|welder"
    "|machinist|inspector|planner|buyer|chemist|paralegal|attorney|counsel|writer|editor|auditor|advisor"
    "|adviser|therapist|aide|caregiver"
    "|worker|installer|cook|researcher|agent|banker|teller|underwriter|supervisor|lead|custodian|driver"
    "|handler|assembler|phlebotomist|processor|recruiter|investigator|professional|generalist|practitioner"
)
# Where a mark or the end follows, a numeral is the level of whatever stands before it.
_RANK = re.compile(
    r"(?<=[\w)]) (?P<number>I{1,3}|IV|V|VI)(?=\s*(?:$|[-\u2013|,(/:]))"
    r"|(?<=er|or|st|an|nt|se|rd|ic|de|ra) (?P<digit>[1-6])(?=\s*(?:$|[-\u2013|,(/:]))",
    re.IGNORECASE,
)
_OTHER_NUMERAL = re.compile(
    r"\b(?:class|type|phase|part|stage|tier|grade|category|cat|zone|unit|shift|route|step|year|level|lvl|band|title"
    r"|trauma|algebra|calculus|physics|chemistry|factor|number|no|over|under|after|center|vitamin|world war|water)$",
    re.IGNORECASE,
)
_RANKED = re.compile(r"\brank (?P<number>i{1,3}|iv|vi?|[1-6])\b")
_NUMBERED = re.compile(
    rf"\b(?:{PEOPLE}) (?P<number>i{{1,3}}|iv|v|[1-6])\b(?!\+| (?:months?|years?|yrs?|weeks?|days?|hours?|x"
    r"|openings?|on|off)\b)"
)
_BARE_NUMERAL = re.compile(
    r"(?<!phase )(?<!type )(?<!part )(?<!tier )(?<!class )(?<!stage )(?<!trauma )(?<!algebra )"
    r"(?<!calculus )(?<!physics )(?<!title )"
    r"\b(?P<number>ii|iii|iv)\b"
    r"(?! (?:therap\w*|infusion|nurse|pump|room|compounding|certified|hydration|drip|access|tech\w*)\b)"
)
# "EV" and "TV" are no E5 and T5: behind a letter only a digit is a level.
_STATED = re.compile(
    r"\b(?:(?:level|lvl|band|tier|grade|gs|stufe)[ -]?|(?:ic|l|p|e|t)[ -]?(?=\d))(?P<number>[1-9]|1[0-5]|i{1,3}|iv|v)\b"
)
_BAND_OF_PUPILS = re.compile(
    r"\b(?:grade|level) [1-9] (?:teacher|math|maths|english|piano)|\b(?:a|o|advanced|entry|mid) level\b"
)

# "5-Axis Mill", "3-Phase", "2 man team": behind a hyphen, or before these nouns, a number counts something.
_COUNT = re.compile(
    r"(?<![\w.])(?P<count>\d{1,2}(?:\s?[/&-]\s?\d{1,2}){0,3})(?:\s?-(?=[a-z]{2}|d\b)(?!(?:days|nights|evenings|weekends"
    r"|first|second|third|remote|hybrid|on-?site)\b)|\s(?=(?:axis|axes|phase|man|person|stars?|tonn?es?|tons?|wheel\w*"
    r"|colou?rs?)\b))",
    re.IGNORECASE,
)
_A_LEVEL = re.compile(r"\b(?:level|lvl|band|tier|grade|gs|stufe|ic)[ -]?$", re.IGNORECASE)
_GLUE = re.compile(r"(?<=\d)_(?=[a-z\d])")


def counted(title: str) -> str:
    """The title with each count glued to what it counts, so that nobody takes "5-Axis" for a level."""

    def glued(found: re.Match[str]) -> str:
        is_level = _A_LEVEL.search(title[: found.start()])
        return found[0] if is_level else "_".join((*re.findall(r"\d+", found["count"]), ""))

    return _COUNT.sub(glued, title)


def unglued(words: str) -> str:
    """What `counted` glued, in words again."""
    return _GLUE.sub(" ", words)


def ranked(title: str) -> str:
    """The title with "rank" before each numeral that ends a part of it: "Pharmacist I - Retail"."""

    def spelt(found: re.Match[str]) -> str:
        number = found["number"] or found["digit"]
        return found[0] if _OTHER_NUMERAL.search(title[: found.start()]) else f" rank {number}"

    return _RANK.sub(spelt, title)


def number_in(words: str, people_only: bool = False) -> int | None:
    """The level as a number: Engineer II, L4, Level 3, Band 6."""
    if _BAND_OF_PUPILS.search(words):
        return None
    patterns = (_RANKED, _NUMBERED, _BARE_NUMERAL) if people_only else (_RANKED, _NUMBERED, _STATED, _BARE_NUMERAL)
    for pattern in patterns:
        found = pattern.search(words)
        if found is not None:
            said = found["number"]
            return _NUMERALS.get(said) or int(said)
    return None
