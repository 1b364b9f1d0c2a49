"""When an ad was posted or expires, from what platforms write: "2 days ago", "12.03.2026", "Posted 30+ days ago"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from rematch_jobtext.date_words import (
    AGO,
    COMPACT,
    DAY_FIRST,
    EAST,
    EPOCH,
    FUTURE,
    ISO,
    LAST_OF,
    MONTH_FIRST,
    MONTH_IN_OTHER_TONGUE,
    MONTHS,
    NOW,
    NUMBERS,
    NUMERIC,
    PAST_MARK,
    TOMORROW,
    UNIT_DAYS,
    YESTERDAY,
)
from rematch_jobtext.plain import line

_LONGEST = 80
_EARLIEST, _LATEST = 1990, 2100
_A_MONTH = timedelta(days=31)
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "pt")


@dataclass(frozen=True, slots=True)
class _Reading:
    month_first: bool
    future: bool


def parse_date(text: str, now: datetime, month_first: bool = False, future: bool = False) -> date | None:
    """The day that the text means as seen from `now`; None for no date, or one outside 1990 to 2100.

    "03/04/2026" is the third of April, or with `month_first` (US platforms) the fourth of March; where only one
    reading gives a date, that one counts. Without a year the last such day is meant, with `future` (when an ad
    expires) the next one. "30+ days ago" is thirty days ago: the latest day that it can be.
    """
    return _parsed(line(text, _LONGEST), now.date(), _Reading(month_first, future))


@lru_cache(maxsize=4_096)
def _parsed(text: str, today: date, reading: _Reading) -> date | None:
    if EPOCH.match(text):
        seconds = int(text[:10])
        return _within(date(1970, 1, 1) + timedelta(days=seconds // 86_400))
    return _written(text, today, reading) or _relative(text, today) or _in_other_tongue(text, today)


def _written(text: str, today: date, reading: _Reading) -> date | None:
    for pattern in (ISO, COMPACT):
        found = pattern.search(text)
        if found is not None:
            return _day(int(found["y"]), int(found["m"]), int(found["d"]))
    found = NUMERIC.search(text)
    if found is not None:
        a, b, year = int(found["a"]), int(found["b"]), _year(found["y"], today)
        first, second = ((a, b), (b, a)) if reading.month_first and found["mark"] != "." else ((b, a), (a, b))
        return _day(year, *first) or _day(year, *second)
    found = DAY_FIRST.search(text) or MONTH_FIRST.search(text)
    if found is None:
        return None
    return _day_of_month(found, today, reading.future)


def _day_of_month(found: re.Match[str], today: date, future: bool) -> date | None:
    month, day = MONTHS[found["month"].lower()], int(found["d"])
    if found["y"]:
        return _day(_year(found["y"].lstrip("'"), today), month, day)
    years = (today.year - 1, today.year, today.year + 1)
    days = [known for year in years if (known := _day(year, month, day)) is not None]
    if future:
        return min((known for known in days if known >= today - _A_MONTH), default=None)
    return max((known for known in days if known <= today + _A_MONTH), default=None)


def _relative(text: str, today: date) -> date | None:
    found = AGO.search(text) or EAST.search(text)
    if found is not None:
        return _counted(found, text, today)
    for pattern, days in ((YESTERDAY, 1), (TOMORROW, -1), *LAST_OF, (NOW, 0)):
        if pattern.search(text):
            return today - timedelta(days=days)
    return None


def _counted(found: re.Match[str], text: str, today: date) -> date | None:
    unit = next(name for name, said in found.groupdict().items() if said and name in UNIT_DAYS)
    said = found["count"].lower()
    days = (NUMBERS.get(said) or int(said if said.isdigit() else 0)) * UNIT_DAYS[unit]
    if days > 36_500:
        return None
    is_past = found["ago"] or PAST_MARK.search(text)
    if not is_past and FUTURE.search(text):
        return _within(today + timedelta(days=days))
    is_short = len(text) <= 12  # "3d", "2 weeks": what a list of ads shows
    return _within(today - timedelta(days=days)) if is_past or is_short else None


def _in_other_tongue(text: str, today: date) -> date | None:
    """dateparser knows the months of all languages; it takes milliseconds, so only what has a chance gets there."""
    if len(text) > 40 or not MONTH_IN_OTHER_TONGUE.search(text):
        return None
    found = _parser(today).get_date_data(text).date_obj
    return _within(found.date()) if found is not None else None


@lru_cache(maxsize=2)
def _parser(today: date) -> Any:
    from dateparser.date import DateDataParser

    settings = {
        "RELATIVE_BASE": datetime(today.year, today.month, today.day),  # noqa: DTZ001  (dateparser wants it naive)
        "REQUIRE_PARTS": ["day", "month", "year"],
        "DATE_ORDER": "DMY",
        "PARSERS": ["absolute-time"],
    }
    return DateDataParser(languages=list(_LANGUAGES), settings=settings)


def _year(written: str, today: date) -> int:
    year = int(written)
    return year if year >= 100 else today.year // 100 * 100 + year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return _within(date(year, month, day))
    except ValueError:
        return None


def _within(day: date) -> date | None:
    return day if _EARLIEST <= day.year <= _LATEST else None
