"""The place that a title carries: "- Austin, TX", "(London)", "in Munich". Only what is surely a place goes."""

import re
from functools import lru_cache

from rematch_jobtext.areas import ZONES, areas
from rematch_jobtext.gazetteer import gazetteer
from rematch_jobtext.location import Location
from rematch_jobtext.place_tokens import decoded, is_known, segments, without_district
from rematch_jobtext.places import places
from rematch_jobtext.plain import folded

_BRACKETS = re.compile(r"[(\[]\s*([^()\[\]]{2,60}?)\s*[)\]]")
_SEPARATOR = re.compile(r"\s+[-|/@\u00b7:]+\s+|\s*\|\s*|,\s+|\s+-|\s+@\s*")
_IN = re.compile(
    r"\s+(?:in|at|near|bei|raum"
    r"|gro(?:ss|\u00df)raum|region|\u00e0|en|based in|for)\s+(?:the\s+)?(?=(?:\d{4,5}\s)?[^\W\d_])",
    re.IGNORECASE,
)
_HEAD = re.compile(r"^([^-|:]{2,40}?)\s+[-|:]\s+|^([^|:]{2,40}?)\s*[|:]\s*")
_PIECE = re.compile(r"\s+[-|/@]\s+|,\s+|[|;]")
_CODE = 3
_LONGEST_TAIL = 80
_LARGE = 50_000
_VERY_LARGE = 200_000
_LONGEST_BARE = 4
_A_PERSON = re.compile(r"(?:[eo]r|ist|ian|nurse|chef|cook|clerk|barista|analyst|in|eur)$", re.IGNORECASE)
_MARKS = frozenset(",-|/:&@+;.(")
_NUMBERED = re.compile(r"\d+(?:e|er|eme)?")  # Paris 8e
_MARKED = re.compile(r"\s[-|/@:]|[|/;]")
_LINKS_TEXT = (
    "of for and the & to with de la le du des at in on bei und von raum region near north south east west central"
)
_LINKS = frozenset(_LINKS_TEXT.split())
# Names of cities that titles use as words, and firms.
_WORDS_TEXT = """
    mobile reading enterprise basic commerce sale split spring union normal orange gap forest gold imperial mentor
    rest roles tape tire turbo van brick clay bell delta hub marks mason most deal bar male lead industry
    independence liberty evening day night data page logan media salon centro central date surprise portage
    reservoir progress hope concord energy deer best alliance march may young temple price carol florence eden vista
    paradise bella grace christian olive jasmine rose palm bond barista java pascal ruby python scala erlang crystal
    elm julia cobol ada corona batman lucena santos nova sana lima tsu ube ito oss como nice same bra campo costa
    man sun ware corner trust summit coach beauty garden gardens fleet rugby manager teacher north south east west
    swiss snowflake rehab docklands platform
    senior associate assembly platinum manage core mission apollo mercury ventura banks
"""
_WORDS = frozenset(_WORDS_TEXT.split())
_NUMERALS = frozenset({"i", "ii", "iii", "iv", "v", "vi"})  # there is a town Ii
_SHORT_AREAS = frozenset({"UK", "US", "USA", "UAE", "EU", "NYC", "SF", "DC", "LA", "U.S.", "U.K."})


@lru_cache(maxsize=4_000)
def is_place(text: str) -> bool:
    """Whether the whole text names places, and nothing that could be a part of the job."""
    text = without_district(decoded(text)) if "-" in text and " " not in text else text
    found = segments(text)
    names = [name for segment in found for name in segment]
    if _is_a_word_before_a_place(text, found):
        return False
    if not names or len(names) > 8 or not _all_said(text, names):
        return False
    return all(_is_surely(segment) for segment in found)


def _is_a_word_before_a_place(text: str, found: list[list[str]]) -> bool:
    """ "Mobile - Valencia, Spain", "IT, Denver, CO": what stands first isn't where the rest is."""
    first = _PIECE.split(text)[0].strip()
    if first == text or not (folded(first) in _WORDS or len(first) <= _CODE):
        return False
    return len(places(found)) > 1


def is_spoken_of(place: Location) -> bool:
    """Whether a running text that names the place by one word means the city, and not Snowflake or the rehab."""
    known = gazetteer().cities(place.text)
    if not place.city or not known or place.text == place.country:
        return True
    return folded(place.text) not in _WORDS and known[0].people >= _LARGE


def cut_place(title: str) -> tuple[str, str | None]:
    """The title without its place, and the place."""
    for bracket in _BRACKETS.finditer(title):
        if is_place(bracket[1]):
            return f"{title[: bracket.start()]} {title[bracket.end() :]}".strip(), bracket[1]
    bare = _bare_tail(title)
    if bare:
        return title[: -len(bare)], bare
    for pattern in (_SEPARATOR, _IN):
        for cut in pattern.finditer(title):
            tail = title[cut.end() :].strip(" -|,.")
            if cut.start() and 2 <= len(tail) <= _LONGEST_TAIL and is_place(tail):
                return title[: cut.start()], tail
    head = _HEAD.match(title)
    if head is not None and is_place(head[1] or head[2]):
        return title[head.end() :], (head[1] or head[2])
    return title, None


def _bare_tail(title: str) -> str:
    """ "Data Engineer London", "Nurse Richmond, Virginia": large cities need no mark before them."""
    words = title.split(" ")
    for size in range(min(_LONGEST_BARE, len(words) - 1), 0, -1):
        tail, head = " ".join(words[-size:]), words[:-size]
        if tail[0].isupper() and not _MARKED.search(tail) and _is_widely_known(tail):
            return tail if _may_end(head) else ""
    return ""


def _may_end(head: list[str]) -> bool:
    """Whether the words before are a title by themselves; what a mark parts from them is cut at the mark."""
    named = len(head) > 1 or _A_PERSON.search(head[0]) is not None
    return named and not head[-1].isdigit() and head[-1][-1:] not in _MARKS and head[-1].lower() not in _LINKS


def _is_widely_known(tail: str) -> bool:
    known = gazetteer().cities(tail)
    return (not known or known[0].people >= _VERY_LARGE) and is_place(tail)


def _all_said(text: str, names: list[str]) -> bool:
    """Nothing of the text was dropped as noise on the way to the names, but for digits and joining words."""
    words = set(folded(text).split()) - {
        "area",
        "greater",
        "region",
        "and",
        "or",
        "the",
        "in",
        "metro",
        "und",
        "oder",
        "city",
        "office",
        "centre",
        "center",
        "downtown",
        "central",
        "of",
        "based",
    }
    kept = {word for name in names for word in folded(name).split()}
    return all(word in kept or _NUMBERED.fullmatch(word) for word in words)


def _is_surely(names: list[str]) -> bool:
    first = names[0]
    word = folded(first)
    if word in _NUMERALS or not all(is_known(name) and not name[0].islower() for name in names):
        return False
    if len(names) > 1 and any(areas(name) for name in names[1:]):
        return True
    if any(folded(name) in _WORDS for name in names):
        return False
    if word in ZONES or areas(first):
        return len(first) > 3 or first in _SHORT_AREAS
    known = gazetteer().cities(first)
    return (
        bool(known) and known[0].people >= _LARGE and (len(first) > 3 or not first.isascii() or first in _SHORT_AREAS)
    )
