"""Amounts of money as people write them: which number, which currency."""

import re

from rematch_jobtext.tables import table

_ROWS = [(code, float(rate), names.split(";")) for code, rate, names in table("currencies.tsv")]
# Roughly how many make a US dollar: to tell a month's pay from a year's, nothing finer.
PER_DOLLAR = {code: rate for code, rate, _ in _ROWS}
# "$" and "kr" are several countries'.
_SYMBOLS = {name: code for code, _, names in _ROWS for name in names if name}
_SYMBOLS |= {
    "$": "$",
    "k$": "$",
    "kr": "kr",
    "kr.": "kr",
}
_DOLLARS = {
    "CA": "CAD",
    "AU": "AUD",
    "NZ": "NZD",
    "SG": "SGD",
    "HK": "HKD",
    "US": "USD",
    "MX": "MXN",
    "CL": "CLP",
    "AR": "ARS",
    "CO": "COP",
}
_CROWNS = {"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK", "CZ": "CZK"}
_WORDS = sorted((*_SYMBOLS, *(code.lower() for code in PER_DOLLAR)), key=len, reverse=True)
_BEFORE = (
    "|".join(re.escape(word) for word in _WORDS if word not in {"ft", "kc", "zl", "dh", "r", "tl"}) + r"|r(?=\s?\d)"
)
_AFTER = "|".join(
    re.escape(word) + (r"(?!\w)" if word[-1].isalpha() else "") for word in _WORDS if word not in {"r", "s$"}
)
# Groups of three with one kind of mark, or of two in India; then at most two decimals.
NUMBER = (
    r"\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
    r"|\d{1,9}(?:[.,]\d{1,2}(?!\d))?"
)
_UNIT = (
    r"[\u4e07\u842c]|k(?![\w])|k(?=[\u20ac\u00a3$])|tsd\.?|tausend|mille\b|thousand|grand\b|lpa|lakhs?(?: per annum)?"
    r"|lacs?"
    r"|l(?!\w)|crores?|cr\b|mio\.?|million|mn\b|m(?![\w/])|bn?\b|billion"
    r"|trillion"
)
AMOUNT = rf"(?:(?<![\w])(?:{_BEFORE})\s?|(?<![\w.,]))(?:{NUMBER})(?:\s?(?:{_UNIT}))?(?:\s?(?:{_AFTER})(?!\s?\d))?"
_TAKEN_APART = re.compile(
    rf"(?P<before>{_BEFORE})?\s?(?P<number>{NUMBER})\s?(?P<unit>{_UNIT})?\s?(?P<after>(?:{_AFTER})(?!\s?\d))?",
    re.IGNORECASE,
)
_TIMES = {"\u4e07": 1e4, "\u842c": 1e4, "k": 1e3, "t": 1e3, "g": 1e3, "l": 1e5, "c": 1e7, "m": 1e6, "b": 1e9}
_THOUSANDS = re.compile(r"[.,' \u00a0\u202f](?=\d{3}(?!\d))")
_THOUSAND_SIGNS = ("k\u20ac", "k\u00a3", "k$", "t\u20ac", "teur", "keur")
_CODE = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(code for code in PER_DOLLAR)})(?![A-Za-z])", re.IGNORECASE)


def amount(text: str) -> tuple[float, str | None, str | None] | None:
    """The number with its unit multiplied in, the currency as written, and the unit: "€55.5k" is 55500, EUR, k."""
    found = _TAKEN_APART.search(text)
    if found is None:
        return None
    unit = (found["unit"] or "").lower() or ("k" if _has_k(found["before"]) or _has_k(found["after"]) else "")
    value = number(found["number"])
    said = (found["before"] or found["after"] or "").lower()
    return value * times_of(unit), _SYMBOLS.get(said, said.upper()) or None, unit or None


def currency_of(written: str | None, text: str, country: str | None) -> str | None:
    """The ISO 4217 code: of a bare "$" by a code near it, by the country, else US dollars."""
    if written not in ("$", "kr", None):
        return written
    near = _CODE.search(text)
    if near is not None:
        return near[0].upper()
    if written == "$":
        return _DOLLARS.get(country or "US", "USD")
    return _CROWNS.get(country or "") if written == "kr" else None


def number(text: str) -> float:
    """ "55.000", "55,000", "55'000" and "55 000" are the same; "25.50" and "25,50" are too."""
    marks = [mark for mark in text if mark in ".,"]
    if len(marks) > 1 and len(set(marks)) == 1:
        return float(re.sub(r"\D", "", text))
    bare = _THOUSANDS.sub("", text).replace(",", ".").replace("'", "").replace(" ", "")
    return float(re.sub(r"[^\d.]", "", bare))


def _has_k(symbol: str | None) -> bool:
    return bool(symbol) and str(symbol).lower() in _THOUSAND_SIGNS


def times_of(unit: str) -> float:
    """What a unit multiplies by: 1,000 for k, 100,000 for lakhs."""
    if unit == "mille":
        return 1e3
    return 1e12 if unit.startswith("tri") else _TIMES.get(unit[:1], 1)
