"""What a job pays, from free text: a range with currency and period, and what that is in a year."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rematch_jobtext.money import AMOUNT, amount, currency_of, times_of
from rematch_jobtext.pay_period import A_YEAR, Period, Rhythm, is_sane, period_in, period_of, rhythm_in
from rematch_jobtext.plain import line

_LONGEST = 500
# What is earned if all goes well: the most of a pay, never the least.
_OTE = r"(?:ote|on[- ]target earnings)\b"
_ABOUT = r"(?:\s?\(?\b(?:of|up to|is|around|circa|uncapped)\b\)?){0,2}"
ON_TARGET = _OTE + _ABOUT
_RANGE = re.compile(
    r"(?P<up>\b(?:up ?to|to|max(?:imum)?\.?|bis(?: zu)?|jusqu'[\u00e0a]|hasta|fino a|do|tot|less than|under"
    rf"|{ON_TARGET})\s*:?\s*)?"
    r"(?P<from>\b(?:from|starting(?: salary)?(?: at| from| of)?|starts? (?:at|from)|ab|von|min(?:imum"
    r"|destens)?\.?|mindestens|at least|od|vanaf|da|desde|[\u00e0a] partir de|over|more than|>)\s*:?\s*)?"
    rf"(?P<low>{AMOUNT})(?:(?P<plus>\s?\+(?!\s*[\w;]))|(?:\s?(?:/|per |p\.?|an? )\s?[a-z.]{{1,6}})?"
    r"\s?(?:-|~|/|to|bis|till|until|up to|and|und|et|e|y|\u00e0|a|do|tot|through"
    rf"|\.\.+)\s?(?P<high>{AMOUNT}))?",
    re.IGNORECASE,
)
_SUM = (
    r"(?:[$\u20ac\u00a3]\s?[\d.,]+\s?k?\+?(?:\s?(?:-|to)\s?[$\u20ac\u00a3]?\s?[\d.,]+\s?k?)?"
    r"|\b[\d.,]+\s?k?\s?(?:usd|eur|gbp|chf|cad|aud|\u20ac|\u00a3))"
)
_NO_SALARY = re.compile(
    rf"(?:{_SUM}\s*)?(?:sign[- ]?(?:ing|on)[- ]?(?:on)?|joining|welcome|retention"
    r"|referral|relocation|performance|annual|yearly|target|starting"
    r"|christmas)?\s*\bbonus(?:es)?\b(?! (?:eligible|scheme|potential))(?: of| up "
    r"to|:)*(?:\s*(?:up to\s*)?[$\u20ac\u00a3]\s?[\d.,]+\s?k?)?"
    r"|\b401\s?\(?k\)?|\b\d+(?:[.,]\d+)?\s?%|\b\d{1,2}(?:[.,]\d+)?\s?(?:-\s?\d{1,2}(?:[.,]\d+)?\s?)?(?:hours?"
    r"|hrs?|h|std\.?|stunden|days?|tage)\b(?:\s?(?:/|per|pro|a)\s?(?:week|wk|woche|month))?"
    r"|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}\s?(?:x|monatsgeh\u00e4lter|salaries)\b|\b(?:19"
    r"|20)\d\d[-/.]\d\d?[-/.]\d\d?\b"
    rf"|{_SUM}(?:\s?(?:/|per |an? )\s?(?:h|hr|hour)\b)?\s(?:(?!(?:plus|with|and|or)\b)[a-z]+\s){{0,2}}"
    r"(?:differential|premium)s?\b"
    rf"|{_SUM}\s+(?:stipend|allowance|voucher|relocation"
    r"|budget|in (?:equity|stock|rsus?))\b",
    re.IGNORECASE,
)
_NO_CENTS = re.compile(r"(?<=\d)[.,]-+(?!\d)")  # 95'000.-
_AT_MOST = re.compile(r"\s*max(?:imum)?\b", re.IGNORECASE)
# "$110,000 OTE", but not "$60,000, OTE $110,000".
_IS_ON_TARGET = re.compile(
    rf"\s*(?:(?:/|per |an? |p\.?)\s?(?:year|yr|annum|a)\b\.?\s*)?\(?{_OTE}"
    rf"(?!{_ABOUT}\s?[:-]?\s?(?:[$\u20ac\u00a3\d]|[a-z]{{3}}\s?\d))",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(r"\s*(?:min(?:imum)?\b|or more|and (?:up|above))", re.IGNORECASE)
_BASE = re.compile(
    r"\b(?:base(?: salary| pay)?|basic(?: salary)?|fix(?:um|ed)?|grundgehalt|guaranteed)\b", re.IGNORECASE
)
_BESIDE = re.compile(r"\s*(?:salary|pay|rate)?\s*(?:of|is|:|=|-|from|at|up to)?\s*", re.IGNORECASE)
_THOUSANDS_MEANT = re.compile(
    r"\b(?:doe|ote|base|salary|annual\w*|package|gehalt|depending|year|yr|annum|p\.?a)\b", re.IGNORECASE
)
_NOT_AN_HOUR = 80
_MONEY_BY_ITSELF = 1_000
_MOST_AMOUNTS = 6
_THOUSANDS = frozenset({"mille", "tsd", "tsd.", "tausend", "thousand"})


@dataclass(frozen=True, slots=True)
class Salary:
    """At least one end of a range. Yearly amounts are missing where the period is not known."""

    min: float | None
    max: float | None
    currency: str | None
    period: Period | None
    annual_min: float | None = None
    annual_max: float | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    low: float | None
    high: float | None
    currency: str | None
    unit: str | None


def parse_salary(text: str, country: str | None = None) -> Salary | None:
    """A salary field. `country` (ISO 3166) tells whose dollars or crowns are meant where only a sign is written.

    None for "competitive", for bonuses alone, and for amounts that nobody is paid.
    """
    return _parsed(line(text, _LONGEST), country)


@lru_cache(maxsize=4_096)
def _parsed(text: str, country: str | None) -> Salary | None:
    if not any(character.isdigit() for character in text):
        return None
    rhythm = rhythm_in(text)
    text = _NO_SALARY.sub(" ; ", _NO_CENTS.sub("", text))
    found = list(_RANGE.finditer(text))[:_MOST_AMOUNTS]
    if len(found) > 1:
        found.sort(key=lambda each: _rank(each, _BASE.search(text)))
    salaries = (_salary(each, text, country, rhythm) for each in found)
    return next((salary for salary in salaries if salary is not None), None)


def _rank(found: re.Match[str], based: re.Match[str] | None) -> tuple[bool, bool, int]:
    """ "OTE $160k, base of $80k": the base is paid for sure. "Band 6, £35,000": what has a currency is money."""
    said = _said(found)
    unsigned = said is None or not (said.currency or said.unit)
    if based is None:
        return unsigned, False, found.start()
    text = found.string
    gap = text[based.end() : found.start("low")] if found.start() >= based.end() else text[found.end() : based.start()]
    return unsigned, _BESIDE.fullmatch(gap) is None, found.start()


def _salary(found: re.Match[str], text: str, country: str | None, rhythm: Rhythm) -> Salary | None:
    said = _said(found)
    if said is None or (found.start("low") and text[found.start("low") - 1] == "-" and found["high"] is None):
        return None
    around = text[found.start() :]
    currency = currency_of(said.currency, text, country)
    currency = "INR" if currency is None and said.unit and said.unit[0] in "lc" else currency
    lakhs_or_crores = (said.unit or "").startswith(("l", "c"))
    period = rhythm.period or period_in(around) or period_in(text) or ("year" if lakhs_or_crores else None)
    if not _is_money(said, period):
        return None
    low, high = (rhythm.scaled(end) for end in _in_thousands(said, period, text))
    ends = [end for end in (low, high) if end is not None]
    period = period_of(max(ends), currency, period)
    if not all(is_sane(end, currency, period) for end in ends):
        return None
    times = rhythm.months if period == "month" else A_YEAR[period] if period else None
    return Salary(low, high, currency, period, _yearly(low, times), _yearly(high, times))


def _said(found: re.Match[str]) -> _Said | None:
    first = amount(found["low"])
    second = amount(found["high"]) if found["high"] else None
    if first is None:
        return None
    low, currency, unit = first
    if second is None:
        is_most = (found["up"] and not found["from"]) or _AT_MOST.match(found.string, found.end())
        least = None if is_most or _is_on_target(found) else low
        is_least = found["from"] or found["plus"] or _AT_LEAST.match(found.string, found.end())
        most = None if is_least and least is not None else low
        return _Said(least, most, currency, unit)
    high, other, last_unit = second
    if last_unit and not unit and low < min(high, _MONEY_BY_ITSELF):
        low *= times_of(last_unit)
    if unit and not last_unit and high < low:
        high *= times_of(unit)
    if currency in (None, "$"):
        currency = other or currency
    least = None if _is_on_target(found) else min(low, high)
    return _Said(least, max(low, high), currency, unit or last_unit)


def _is_on_target(found: re.Match[str]) -> bool:
    return (
        _IS_ON_TARGET.match(found["up"] or "") is not None or _IS_ON_TARGET.match(found.string, found.end()) is not None
    )


def _is_money(said: _Said, period: Period | None) -> bool:
    value = max(end for end in (said.low, said.high) if end is not None)
    unit = said.unit or ""
    if value <= 0 or (unit.startswith(("m", "b", "t")) and unit not in _THOUSANDS):
        return False
    return bool(said.currency or said.unit or period) or value >= 10 * _MONEY_BY_ITSELF


def _in_thousands(said: _Said, period: Period | None, text: str) -> tuple[float | None, float | None]:
    """ "$120-150 DOE", "45 - 55 p.a.": nobody is paid that a year, thousands are meant."""
    ends = [end for end in (said.low, said.high) if end is not None]
    meant = period == "year" or (period is None and min(ends) >= _NOT_AN_HOUR and _THOUSANDS_MEANT.search(text))
    times = 1_000 if meant and max(ends) < _MONEY_BY_ITSELF and said.unit is None else 1
    return (said.low * times if said.low is not None else None, said.high * times if said.high is not None else None)


def _yearly(value: float | None, times: int | None) -> float | None:
    return round(value * times, 2) if value is not None and times is not None else None
