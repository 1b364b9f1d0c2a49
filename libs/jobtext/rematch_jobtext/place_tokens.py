"""A location field cut into the names in it."""

import re
from functools import lru_cache

from rematch_jobtext.areas import ZONES, areas, unmistakable
from rematch_jobtext.gazetteer import gazetteer
from rematch_jobtext.plain import folded
from rematch_jobtext.workplace import without_workplace

_CODED = re.compile(r"^(?:[A-Z]{2,3}|Remote)(?:-[A-Z]{2,3})?-(?=[A-Z])")
# The codes of applicant systems: DE-BE-Berlin, GB-LND-London, FR-75-Paris.
_CODES = re.compile(r"^(?P<country>[A-Z]{2})-(?P<region>[A-Z\d]{1,3})-(?=[^\W\d_])")
_ALTERNATIVES = re.compile(
    r"\s*(?:[;|\u2022\u00b7\u3001]|\s/\s|\s(?:or|oder|ou|vs\.?)\s|\n|\s-\s-\s|\s\+\s)\s*", re.IGNORECASE
)
_PARTS = re.compile(r"\s*(?:[,()\[\]:\uff0c]|\s-\s|\s-(?=[A-Z])|\s>\s|->)\s*")
_JOINED = re.compile(r"\s*(?:/|\s(?:and|und|et|y|e|en|i)\s|\s?&\s)\s*", re.IGNORECASE)
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}-)?\d{4,6}(?:-\d{3,4})?\b|\b\d{4}\s?[A-Z]{2}\b|\b[A-Z]{1,2}\d[A-Z\d]?(?:\s\d[A-Z]{2})?\b"
    r"|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b"
    r"|\b\d{2}-\d{3}\b|\bcedex(?: \d+)?\b"
)
_DISTRICT = re.compile(r"(?<=\w)\s\d{1,2}(?:e|er|\u00e8me|eme|\.)?$")  # Dublin 2, Paris 8e
_AROUND = re.compile(
    r"^(?:the |in |at |@ )?(?:(?:candidates? |you |who )*must (?:be |live |reside |work )*(?:based )?(?:in"
    r"|within|from)?(?: the)?|covering|serving|greater|gro(?:ss|\u00df)raum|raum|area of|city of|downtown"
    r"|central|metropolitan|metro|metropole|near|nahe|bei|around|nr|in|at|from|to|the|municipality of|stadt"
    r"|landkreis|based in|located in|within|outside|ville de|"
    r"region of|regi(?:on|o|\u00f3n)(?: de)?|provincia de|zona(?: de)?|m[e\u00e9]tropole de|kreis|inner"
    r"|suburban)\s+(?=\S)"
    r"|(?:\s+|-)(?:metropolitan(?: area| region)?|metro(?:plex)?(?: area)?|area|region|county area|und "
    r"umgebung|& surroundings|and surroundings|surrounding area|hq|headquarters?|office|offices|campus|city "
    r"cent(?:er|re)|cbd|downtown|und umland|cedex|arrondissement|hub|based|only|residents?|timezones?|time "
    r"zones?|headoffice|head office|location|city|nationwide|wide|bundesweit|deutschlandweit)$",
    re.IGNORECASE,
)
# A side of a city is the city, where there is one: "West Atlanta", but not West Virginia or "South Ferry".
_SIDE = re.compile(
    r"^(?:(?:north|south)(?:ern|east|west|eastern|western)?|(?:east|west)(?:ern)?|midtown|uptown|old town|[ns][ew])"
    r"\s+(?=[^\W\d_]{3})|\s+(?:[ns][ew]?|[ew])$",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b(?:street|st|road|rd|avenue|ave|boulevard|blvd|lane|ln|drive|dr|highway|hwy|suite|ste|floor|fl"
    r"|building|bldg|unit|parkway|pkwy|plaza|way|square|court)\b\.?$|(?:stra(?:ss|\u00df)e|str\.|weg|platz"
    r"|allee|gasse)\b|^(?:rue|calle|via|avenida|av|boulevard|place)\b",
    re.IGNORECASE,
)
_FILLER_TEXT = """
    remote hybrid onsite various multiple many several different other flexible any all location locations place
    places sites cities states offices office full part time the of in at within from based home work usa-wide
    nationwide bundesweit deutschlandweit and or more additional telecommute days day week per a only ok possible
    available friendly option optional preferred eligible allowed candidates must be to tbd tbc na null none n
    unknown country city not our main downtown pst est cst mst edt pdt cet cest gmt utc timezone timezones
    global national remotely fully partially
"""
_FILLER = frozenset(_FILLER_TEXT.split())
_SHORTENED = re.compile(r"^(Mt|Ft)\b\.?\s+(?=[A-Z])", re.IGNORECASE)
_IN_FULL = {"mt": "Mount", "ft": "Fort"}
_MOST_TOKENS = 60
_WITHIN = re.compile(r"^(?P<city>[^\W\d_]{4,})(?:-| )(?P<district>[^\W\d_][\w.' -]{2,})$")
_HAS_DISTRICTS = 100_000


def is_known(name: str) -> bool:
    """A city, region, country or larger area of the world."""
    return folded(name) in ZONES or bool(areas(name)) or gazetteer().knows(name)


def segments(text: str) -> list[list[str]]:
    """The alternatives of a field, each as its names in order: [["Austin", "TX"], ["Berlin", "Germany"]]."""
    text = decoded(text)
    pieces = [text] if is_known(text) else _ALTERNATIVES.split(text)
    found = [[name for part in _parts(piece) for name in _names(part)] for piece in pieces]
    found = [[_code(name) if at else name for at, name in enumerate(names)] for names in found]
    return [names[:_MOST_TOKENS] for names in found if names][:_MOST_TOKENS]


def decoded(text: str) -> str:
    """The codes of a place as names: "DE-BE-Berlin" is "DEU, BE, Berlin"."""
    codes = _CODES.match(text)
    country = unmistakable(codes["country"]) if codes is not None else None
    if codes is not None and country is not None:
        region = f"{codes['region']}, " if _is_region(codes["region"], codes["country"]) else ""
        return f"{country}, {region}{text[codes.end() :]}"
    coded = _CODED.match(text)
    if coded is None:
        return text
    return coded[0].replace("-", ", ") + text[coded.end() :].replace("-", ", ")


def _is_region(code: str, country: str) -> bool:
    return any(area.region and area.country == country for area in areas(code))


def _code(name: str) -> str:
    """Behind a comma "Tx" and "tx" are the code that in a sentence they aren't."""
    return name.upper() if len(name) == 2 and name.isalpha() else name


def _parts(piece: str) -> list[str]:
    return [piece] if is_known(piece) else _PARTS.split(piece)


def _names(part: str) -> list[str]:
    """The name in a part between commas, or the two of "Austin TX" or "Berlin and Munich"."""
    name = _bare(part)
    if not name:
        return []
    if is_known(name):
        return [name]
    joined = [_bare(each) for each in _JOINED.split(name)]
    if len(joined) > 1 and any(is_known(each) for each in joined if each):
        return [each for each in joined if each and (is_known(each) or each[0].isupper())]
    return _without_comma(name) or ([] if _is_noise(name) else [without_district(name)])


@lru_cache(maxsize=2_000)
def _bare(part: str) -> str:
    name = _SHORTENED.sub(lambda found: _IN_FULL[found[1].lower()] + " ", part.strip(" .-'\"*"))
    if is_known(name):
        return _unless_filler(name)
    name = without_workplace(name).strip(" .-'\"*,/")
    name = _DISTRICT.sub("", _POSTCODE.sub(" ", name)).strip(" .-")
    for _ in range(3):
        if not name or is_known(name):
            break
        shorter = _without_side(_AROUND.sub("", name).strip(" .-"))
        if shorter == name:
            break
        name = shorter
    return _unless_filler(" ".join(name.split()))


def _without_side(name: str) -> str:
    whole = _SIDE.sub("", name)
    known = gazetteer().cities(whole) if whole != name and not is_known(name) else []
    return whole if known and known[0].people >= _HAS_DISTRICTS else name


def _unless_filler(name: str) -> str:
    """There are towns named Fully and Downtown, and nobody means them; OR in capitals is Oregon."""
    return "" if name.lower() in _FILLER and not areas(name) else name


def _without_comma(name: str) -> list[str]:
    """ "Austin TX", "San Jose CA", "London United Kingdom": a city, then a region or country of one to three words."""
    words = name.split()
    for size in (1, 2, 3):
        if size >= len(words):
            break
        tail, head = " ".join(words[-size:]), " ".join(words[:-size])
        if (areas(tail) or folded(tail) in ZONES) and (
            is_known(head) or head.lower() in _FILLER or words[0][0].isupper()
        ):
            return [tail] if all(word.lower() in _FILLER for word in words[:-size]) else [*_names(head), tail]
    return []


def without_district(name: str) -> str:
    """ "Hamburg-Billbrook", "Leeds Dock": the city that an unknown name begins with, if it has districts."""
    parts = _WITHIN.match(name)
    if parts is None or is_known(name):
        return name
    known = gazetteer().cities(parts["city"])
    return parts["city"] if known and known[0].people >= _HAS_DISTRICTS else name


def _is_noise(name: str) -> bool:
    if any(character.isdigit() for character in name) or _STREET.search(name):
        return True
    words = folded(name).split()
    return not words or len(words) > 5 or all(word in _FILLER or len(word) < 2 for word in words)
