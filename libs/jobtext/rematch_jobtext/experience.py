"""How many years of experience a job asks for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from rematch_jobtext.experience_context import is_experience
from rematch_jobtext.plain import block
from rematch_jobtext.windows import any_in, finds, windows

_LONGEST = 20_000
_MOST_YEARS = 40
_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_NUMBERS = {word: number for number, word in enumerate(_WORDS.split(), 1)} | {
    "a": 1, "an": 1, "zwei": 2, "drei": 3, "vier": 4, "f\u00fcnf": 5, "fuenf": 5, "zehn": 10, "deux": 2, "trois": 3,
    "quatre": 4, "cinq": 5, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "couple of": 2,
}  # fmt: skip
_SPELT_OUT = sorted((word for word in _NUMBERS if len(word) > 2), key=len, reverse=True)
_N = rf"(?:\d{{1,2}}(?:[.,]\d)?|{'|'.join(_SPELT_OUT)})"
_NUMERALS = (*"0123456789", *_SPELT_OUT)
_YEARS = (
    r"(?:years?|yrs?\.?|jahren?|j\u00e4hrige[mnrs]?|ans|ann[e\u00e9]es?|a[n\u00f1]os|anni|jaar|lat(?:a)?|y\.?o\.?e\.?)"
)
_BEFORE_IT = re.compile(
    r"(?P<least>(?:\b(?:at least|minimum(?: of)?|min\.?:?|more than|over|above|from|no less than|greater than|a "
    r"minimum of|mindestens|ab|wenigstens|mehr als|au moins|minimum|m[i\u00ed]nimo(?: de)?|al menos|minstens"
    r"|minimaal|co najmniej|almeno)|>=?|\u2265)\s*(?:of )?)?"
    r"(?P<most>(?:\b(?:up to|maximum(?: of)?|max\.?|less than|under|no more than|fewer than|bis zu)|<=?|\u2264)\s*)?\Z",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"(?<![\w.,/$\u20ac\u00a3-])(?P<low>{_N})\s?(?:\(\s?\d{{1,2}}\s?\)\s?)?(?P<plus>\+|[\s-]?plus\b|\s?or more"
    r"|\s?and above)?(?:[\s-]?(?:-|to|or|and|bis|\u00e0|a|oder"
    rf"|~)[\s-]?(?P<high>{_N})(?P<plus2>\+)?(?:\s?\(\s?\d{{1,2}}\s?\))?)?"
    rf"[\s-]?(?P<unit>{_YEARS}|months?|monaten?|mois|meses)\b['\u2019]?(?P<more>\s?\+|\s(?:or more|and above"
    r"|plus\b|minimum|min\b|und mehr|et plus))?",
    re.IGNORECASE,
)
_DECADE = re.compile(r"\b(?P<least>over|more than|at least)?\s?(?:a|one) decade(?:'s)?\b(?: or more)?", re.IGNORECASE)
_NONE = re.compile(
    r"\b(?:no|zero) (?:prior |previous |work(?:ing)? |relevant |professional )*experience (?:is )?(?:required|needed"
    r"|necessary|req\b)|\bexperience (?:is )?not (?:required|needed|necessary|essential)|\bno "
    r"experience[!.?,]? ?(?:no problem|necessary|needed)|\bwithout (?:any )?experience\b|\bkeine "
    r"(?:berufs)?erfahrung (?:erforderlich|notwendig|n\u00f6tig)|\bexperience(?: required)?\s?:\s?(?:none"
    r"|not? required|no)\b|\bsans exp\u00e9rience\b|\bsin experiencia\b",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"\b(?:entry[- ]level|berufseinsteiger|recent graduates?|fresh(?:ers?| graduates?)|new grad(?:uate)?s?"
    r"|early career|d[e\u00e9]butant)\b",
    re.IGNORECASE,
)
_EXPERIENCES = ("experience", "erfahrung", "exp\u00e9rience", "experiencia", "exp:", "yoe")
_A_FIELD = 200
_UNITS = (
    "year",
    "yr",
    "jahr",
    "j\u00e4hr",
    " ans",
    " ann\u00e9",
    " a\u00f1o",
    " anos",
    " anni",
    " jaar",
    " lat",
    "yoe",
    "y.o.e",
    "month",
    "monat",
    " mois",
    "meses",
    "decade",
)
_WISHED = re.compile(
    r"\b(?:prefer\w*|ideal(?:ly)?|nice to have|a plus|bonus|desir\w+|advantage\w*|would be (?:great|nice))\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:experience|exp|erfahrung|yoe)\s*(?:required|level|needed|\(?(?:in )?(?:years?"
    r"|yrs?)\)?)?\s*[:=]\s*(?P<low>\d{1,2})\s*(?:(?P<plus>\+)|(?:-|to)\s*(?P<high>\d{1,2}))?(?![\w%])",
    re.IGNORECASE,
)
_BEFORE, _AFTER = 80, 90
_STOP = re.compile(r"[\n;|\u2022]|[.!?](?=\s+[A-Z]|\s+$)")


@dataclass(frozen=True, slots=True)
class Experience:
    """Years asked for; at least one end is known."""

    min_years: float | None
    max_years: float | None


def parse_experience(text: str) -> Experience | None:
    """The years that a field or the text of an ad asks for; the strictest where it asks for several skills.

    Ages, contract lengths and "for over 30 years we have" are no experience. "Entry level" and "no experience
    required" ask for none.
    """
    text = block(text, _LONGEST)
    found = list(_asked(text))
    required = [asked for asked, wished in found if not wished] or [asked for asked, _ in found]
    if required:
        # "5+ years in sales, 2 years with Salesforce": who has the first has the second.
        return max(required, key=lambda asked: (asked.min_years or 0, asked.max_years or 0))
    labelled = next(finds(_LABELLED, text, windows(text, _EXPERIENCES, 2, 60)), None)
    if labelled is not None and int(labelled["low"]) <= _MOST_YEARS:
        return Experience(float(labelled["low"]), float(labelled["high"]) if labelled["high"] else None)
    if next(finds(_NONE, text, windows(text, _EXPERIENCES, 40, 50)), None) is not None:
        return Experience(0.0, None)
    return Experience(0.0, 2.0) if len(text) < _A_FIELD and _ENTRY.search(text) else None


def _asked(text: str) -> Iterator[tuple[Experience, bool]]:
    """What is asked for, and whether it is only wished for."""
    near = windows(text, _UNITS, 70, 30)
    for start, end, asked in chain(_spans(text, near), _decades(text, near)):
        before, after = _around(text, start, end)
        if is_experience(before, text[start:end], after):
            yield asked, bool(_WISHED.search(after) or _WISHED.search(before))


def _spans(text: str, near: list[tuple[int, int]]) -> Iterator[tuple[int, int, Experience]]:
    """Numbers with their unit, each together with the words before it that say whether it is the least or the most."""
    done = 0
    for first, last in near:
        for found in _SPAN.finditer(text, first, last) if _may_count(text[first:last]) else ():
            before = _BEFORE_IT.search(text, max(first, done), found.start())
            start = before.start() if before is not None else found.start()
            asked = _span(found, at_most=before is not None and before["most"] is not None)
            done = found.end()
            if asked is not None:
                yield start, done, asked


def _may_count(part: str) -> bool:
    return not part.isascii() or any_in(part, _NUMERALS)


def _decades(text: str, near: list[tuple[int, int]]) -> Iterator[tuple[int, int, Experience]]:
    for found in finds(_DECADE, text, near) if "decade" in text.lower() else ():
        yield found.start(), found.end(), Experience(10.0, None)


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The rest of its sentence."""
    before = _STOP.split(text[max(0, start - _BEFORE) : start])[-1]
    return before, _STOP.split(text[end : end + _AFTER])[0]


def _span(found: re.Match[str], at_most: bool) -> Experience | None:
    low, high = _number(found["low"]), _number(found["high"])
    if low is None:
        return None
    times = 1 if not found["unit"].lower().startswith(("mo", "me")) else 1 / 12
    low, high = round(low * times, 2), round(high * times, 2) if high is not None else None
    if at_most and high is None:
        low, high = 0.0, low
    if max(low, high or 0) > _MOST_YEARS or (high is not None and high < low):
        return None
    return Experience(low, high if not found["plus2"] else None)


def _number(said: str | None) -> float | None:
    if said is None:
        return None
    known = _NUMBERS.get(said.lower())
    return float(known if known is not None else said.replace(",", "."))
