"""For how long a pay is: the words that say so, and what its size tells where none does."""

import re
from dataclasses import dataclass
from typing import Literal

from rematch_jobtext.money import PER_DOLLAR

Period = Literal["year", "month", "week", "day", "hour"]

# Hours of a full week, paid weeks, working days: the usual way to compare.
A_YEAR: dict[Period, int] = {"year": 1, "month": 12, "week": 52, "day": 260, "hour": 2080}
_EACH = r"(?:/|\bper\b|\bp\.?/?|\b(?:an?|each|every|pro|je|par|por|al?|na|za)\b|\bim\b|\bin der\b)\s?"
_WORDS: tuple[tuple[Period, str], ...] = (
    ("hour",
        rf"{_EACH}(?:hours?|hrs?|h|stunde|std|heure|hora|godz\w*|uur|ora)\b|\bhourly\b|(?<![a-z])ph\b"
        r"|(?<![a-z])p/h\b|\bstundenlohn\b|\bstd\.|\bde l'heure\b|\bhourly rate\b|/godz"),
    ("day",
        rf"{_EACH}(?:days?|d|tag|jour|d[i\u00ed]a|dzie[n\u0144]|dag|giorno)\b|\bdaily\b|(?<![a-z])pd\b"
        r"|(?<![a-z])p/d\b|\bday rate\b|\btagessatz\b|\btjm\b"),
    ("week", rf"{_EACH}(?:weeks?|wk|w|woche|semaine|semana|week)\b|\bweekly\b|(?<![a-z])pw\b|(?<![a-z])p/w\b|\bwtd\b"),
    ("month",
        rf"{_EACH}(?:months?|mths?|mos?|m|monat|mois|mes|m[e\u00ea]s|mies\w*|maand|m\u00e5n(?:ad|ed)?(?:en)?"
        rf"|manad|mese|luna"
        r"|calendar month)\b|\bmonthly\b|(?<![a-z])pcm\b|(?<![a-z])pm\b|(?<![a-z])p\.m\.|(?<![a-z])p/m\b"
        r"|\bmonatlich\b|\bmensu\w+|\bmiesi\u0119cznie\b|\bbruttomonats\w+|\bmonats(?:gehalt|brutto|lohn)\b"
        r"|\bmtl\b"),
    ("year",
        rf"{_EACH}(?:years?|yrs?|y|annum|anno|annual|jahr|an|a[n\u00f1]o|ano|rok|jaar|year)\b|\bannual(?:ly|ised"
        r"|ized)?\b|\byearly\b|(?<![a-z.])p\.?\s?a\b\.?|\bj\u00e4hrlich\b|\bjahres\w+|\bannuel\w*|\bbrut annuel\b"
        r"|\banual(?:es)?\b|\bral\b|\blpa\b|\brocznie\b"
        r"|\blakhs? p(?!er (?:month|week|day|hour))|\bannui\b|\blord[oi] annu"),
)  # fmt: skip
_PATTERNS = tuple((period, re.compile(words, re.IGNORECASE)) for period, words in _WORDS)
_YEARLY_AT_LEAST, _MONTHLY_AT_LEAST, _HOURLY_AT_MOST, _HOURLY_AT_LEAST = 12_000, 1_200, 150, 3
# Where a month is paid with a few hundred dollars' worth.
_LOW = frozenset(
    {"INR", "PKR", "BDT", "LKR", "NPR", "PHP", "IDR", "VND", "EGP", "NGN", "KES", "GHS", "MAD", "UAH", "COP", "ARS"}
)
_NOBODYS_MONTH = 30_000
_LEAST, _MOST = 500, 5_000_000
_HIGH = frozenset({"USD", "CAD", "AUD", "NZD", "EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "SGD", "HKD", "JPY", "AED"})
_LEAST_HIGH = 5_000
_LEAST_HIGH_HOUR = 5  # less is what a night shift adds
_FORTNIGHT = re.compile(r"\b(?:bi-?weekly|fortnight(?:ly)?|every (?:two|2|other) weeks?)\b", re.IGNORECASE)
_HALF_A_MONTH = re.compile(r"\b(?:semi-?monthly|twice (?:a|per) month)\b", re.IGNORECASE)
_MORE_MONTHS = re.compile(
    r"[x\u00d7*]\s?(?P<after>1[34])\b|\b(?P<before>1[34])\s?(?:[x\u00d7]|(?:th|\.|er)?[- ]?(?:monats|gehalt|geh\u00e4lt"
    r"|salar|month|mensualit|pagas|mois|mese|mensilit))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a pay is paid out where that isn't once a period: in two halves, or thirteen times a year."""

    period: Period | None = None
    times: float = 1
    months: int = 12

    def scaled(self, value: float | None) -> float | None:
        return None if value is None else round(value * self.times, 2)


def rhythm_in(text: str) -> Rhythm:
    """ "$2,500 bi-weekly" is $1,250 a week; "CHF 8'500 x 13" is paid thirteen times a year."""
    if _FORTNIGHT.search(text):
        return Rhythm("week", 0.5)
    if _HALF_A_MONTH.search(text):
        return Rhythm("month", 2)
    more = _MORE_MONTHS.search(text)
    return Rhythm(months=int(more["after"] or more["before"])) if more is not None else Rhythm()


def period_in(text: str) -> Period | None:
    """The period that the text names first."""
    found = [(match.start(), period) for period, words in _PATTERNS if (match := words.search(text)) is not None]
    return min(found)[1] if found else None


def period_of(value: float, currency: str | None, stated: Period | None) -> Period | None:
    """The period that an amount is for; None where none is stated and two are as likely."""
    dollars = value / PER_DOLLAR.get(currency or "USD", 1)
    if stated is not None:
        # "£45,000 a year, paid weekly": what is that large is for a year, whatever else is said.
        return "year" if currency and dollars >= _NOBODYS_MONTH else stated
    return _likely(dollars, currency)


def _likely(dollars: float, currency: str | None) -> Period | None:
    if currency in _LOW and dollars >= _HOURLY_AT_MOST / 3:
        return "month" if dollars < _MONTHLY_AT_LEAST else "year"
    if dollars >= _YEARLY_AT_LEAST:
        return "year"
    if dollars >= _MONTHLY_AT_LEAST:
        return "month"
    return "hour" if _HOURLY_AT_LEAST <= dollars < _HOURLY_AT_MOST else None


def is_sane(value: float, currency: str | None, period: Period | None) -> bool:
    """Whether anybody is paid that: a year is worth 500 dollars to 5 million.

    Where pay is high it is worth 5,000, and an hour 5; what is said by the month may be for few of them.
    """
    dollars = value / PER_DOLLAR.get(currency or "USD", 1)
    least = {"year": _LEAST_HIGH, "hour": _LEAST_HIGH_HOUR}.get(period or "", 0)
    if currency in _HIGH and dollars < least:
        return False
    return _LEAST <= dollars * A_YEAR[period or "year"] <= _MOST or (period is None and dollars >= _HOURLY_AT_MOST)
