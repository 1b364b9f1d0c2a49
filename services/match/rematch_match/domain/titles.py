"""Titles, headlines and places as people write them, to what they name."""

import re
from collections.abc import Iterable
from functools import lru_cache

from rematch_jobtext import folded, gazetteer_has, namesake, occupation, parse_location, title_parts
from rematch_match.domain.asks import Place, WishedTitle
from rematch_match.domain.trade_words import trade_in

_SHORT = {
    "eng": "engineer",
    "engg": "engineer",
    "engr": "engineer",
    "dev": "developer",
    "devs": "developer",
    "mgr": "manager",
    "swe": "software engineer",
    "admin": "administrator",
    "acct": "accountant",
    "asst": "assistant",
    "supv": "supervisor",
}
_SHORT_WORD = re.compile(rf"\b(?:{'|'.join(_SHORT)})\b\.?", re.IGNORECASE)
# "Technical Recruiter (software engineers)": whom they recruit, not what they are.
_ASIDE = re.compile(r"\s*\(|\s+[-\u2013\u2014|]+\s+")
# Says of which part of a trade somebody is, and names none by itself.
_FIELD = re.compile(
    r"^\W*(?:commercial|domestic|residential|industrial|retail|general|senior|junior)\W*$", re.IGNORECASE
)
_PARTS = re.compile(r"\s*[|\u2022\u00b7;,()/]\s*|\s+[-\u2013\u2014]+\s+|\.\s+")
# What somebody was, and what they are on the way to, is not what they are.
_NOT_NOW = re.compile(
    r"^\s*(?:former(?:ly)?|ex|previously|retired|once|aspiring|future|studying|training)\b", re.IGNORECASE
)
_TURN = re.compile(
    r"\b(?:turned|now|currently|becoming|moving (?:in)?to|going|leaving|returning to|retraining as|wants|with"
    r"|looking for|seeking|seeks|for|at|in|to)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4_096)
def read_title(title: str) -> WishedTitle:
    """The role; of a title that names none as a whole, what its parts name."""
    parts = title_parts(_spelt_out(title))
    first = _ASIDE.split(title)[0]
    named = _occupation(first) or occupation(parts.core)[0]
    named = named or next(filter(None, map(_occupation, _PARTS.split(title))), None)
    return WishedTitle(parts.core, named or trade_in(title), parts.seniority)


@lru_cache(maxsize=4_096)
def read_headline(headline: str) -> WishedTitle:
    """What somebody says that they are: the first part that names an occupation, and not one that they have left."""
    named_parts = [part for part in _PARTS.split(headline) if part and not _FIELD.match(part)]
    now = [part for part in named_parts if not _NOT_NOW.match(part)]
    clauses = [clause for part in now for clause in (_TURN.split(part)[0], part) if clause.strip()]
    level = title_parts(_spelt_out(headline)).seniority
    for clause in clauses:
        parts = title_parts(_spelt_out(clause))
        named = occupation(parts.core)[0] or (trade_in(clause) if clause in now[0] else None)
        if named is not None:
            return WishedTitle(parts.core, named, parts.seniority or level)
    return WishedTitle(title_parts(_spelt_out(now[0] if now else headline)).core, _trade(now), level)


def places_named(texts: Iterable[str], countries: Iterable[str] = ()) -> tuple[Place, ...]:
    """Each once, in the order named. A town named alone lies in one of `countries`, if they have one so named."""
    found = (
        _likelier(Place(where.city, where.region, where.country), text, tuple(countries))
        for text in texts
        for where in parse_location(text).locations
    )
    return tuple(dict.fromkeys(found))


def _likelier(place: Place, text: str, countries: tuple[str, ...]) -> Place:
    if place.city is None or "," in text or place.country in countries:
        return place
    country = next((each for each in countries if gazetteer_has(text, each)), None)
    if country is not None:
        return Place(text.strip(), None, country)
    # A district that is called like a town elsewhere: the town is meant.
    return place if folded(place.city) == folded(text) else _town(text) or place


def _town(name: str) -> Place | None:
    found = namesake(name)
    return Place(found[0], None, found[1]) if found else None


def _trade(parts: Iterable[str]) -> str | None:
    return next(filter(None, map(trade_in, parts)), None)


def _occupation(part: str) -> str | None:
    return occupation(title_parts(_spelt_out(part)).core)[0] if part.strip() else None


def _spelt_out(title: str) -> str:
    return _SHORT_WORD.sub(lambda found: _SHORT[found[0].rstrip(".").casefold()], title)
