"""Addresses that nobody told us beforehand: streets with their houses, flats, boxes and postcodes, by how the world
writes them; and what of a place may be told, which is city, region and country."""

import re

from rematch_jobtext import folded, is_known, parse_location

_REST = r"[\w'\u2019.-]{0,30}"
_NAME = rf"[^\W\d_]{_REST}"
_NAMED = rf"[A-Z\u00c0-\u00de]{_REST}"
_KINDS = (
    "street|road|rd|avenue|ave|lane|ln|drive|boulevard|blvd|crescent|cres|terrace|close|court|way|place|square|sq|"
    "gardens|gdns|grove|mews|row|parade|highway|hwy|parkway|pkwy|walk|quay|alley|embankment|rise"
)
_CUT_KINDS = f"{_KINDS}|st|ct|dr|cottage|house|rectory|manor|farmhouse"
_COMPOUND = (
    "stra(?:ß|ss)e|str|gasse|allee|platz|weg|damm|ufer|chaussee|straat|laan|gracht|plein|kade|gatan|v[äa]gen|gata|"
    "veien|vegen|gade|vej|katu"
)
_FIRST = (
    "rue|calle|via|viale|vicolo|piazza|corso|avenida|avda|paseo|carrera|camino|rua|travessa|pra[çc]a|ulica|ul|aleja|"
    "chemin|impasse|quai|all[ée]e|strada|bulevardul|jalan|jl|ulitsa|prospekt|улица|ул|проспект|пр|бульвар|n[áa]m[ěe]st[íi]"
)
_AFTER = "utca|utja|caddesi|sokak|sok|mahallesi|ulice|trg|улица|проспект"
_NUMBER = r"\d{1,5}\s?[A-Za-z]?(?:\s?[-/]\s?\d{1,4}[A-Za-z]?)?"
_HOME = "flat|apartment|apt|wohnung|whg|appartement|appt"
_BOX = (
    r"postfach|postbus|bo[iî]te postale|case postale|casella postale|apartado(?: de correos)?|caixa postal|"
    r"(?:p\.?\s?o\.?|post(?: office)?)\s?box"
)
_NTH = r"\b\.?\s{0,2}(?:n[or]\.?\s|#)?\s{0,2}\d{1,6}[A-Za-z]?\b"
_UK = r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d(?!GB|TB)[ABD-HJLNP-UW-Z]{2}\b"
_IN_TEXT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?i:(?:{_HOME}|{_BOX}){_NTH})",
        rf"(?<![\w.,]){_NUMBER},?\s(?:{_NAMED}\s){{1,3}}"
        rf"(?:(?i:{_KINDS})(?![\w-])|St\b|Dr\b|Ct\b)\.?",
        rf"(?<!\w){_NUMBER},?\s(?:bis\s|ter\s)?(?i:rue|chemin|impasse|quai|all[ée]e|avenue)\b\.?\s(?:(?:de|des|du|della|del|la|le|da|do)\s){{0,2}}"
        rf"{_NAMED}(?:\s[A-Z\u00c0-\u00de][\w'\u2019-]+)?",
        rf"(?<!\w)(?!via\s)(?i:{_FIRST})\b\.?\s(?:{_NAME}\s){{0,4}}{_NAME},?\s(?i:n[or°º]\.?\s?)?{_NUMBER}(?!\w)",
        rf"(?<!\w)[A-Z\u00c0-\u00de][\w'\u2019-]{{1,40}}(?i:{_COMPOUND})\b\.?\s{_NUMBER}(?!\w)",
        rf"(?<!\w)[A-Z\u00c0-\u00de][\w'\u2019-]{{1,40}}[\s-](?i:{_COMPOUND})\b\.?\s{_NUMBER}(?!\w)",
        rf"(?<!\w)(?:{_NAME}\s){{1,3}}(?i:{_AFTER})\b\.?\s{_NUMBER}(?!\w)",
        _UK,
    )
)
_SIGN = re.compile(
    rf"\b(?:{_CUT_KINDS}|{_FIRST}|{_AFTER})\b|\w(?:{_COMPOUND})\b|\b(?:{_COMPOUND})\b|丁目|番地", re.IGNORECASE
)
_BEFORE_NAME = re.compile(rf"^\W*(?:\S*\d\S*\s+)?(?:{_FIRST})\b", re.IGNORECASE)
_UNIT = re.compile(rf"\b(?:{_HOME}|{_BOX}|suite|room|top|piso|interno|lokal|byt){_NTH}", re.IGNORECASE)
_DUTCH = re.compile(r"\b\d{4}\s?[A-Z]{2}\b")
_DIGITS = re.compile(r"\S*\d\S*")
_APART = re.compile(r"\s*[\n,;|\u2022]+\s*|\s+[-\u2013\u2014]\s+")
_LONGEST = 500
_LONGEST_UNKNOWN = 3
_LONGEST_CITY = 4


def without_addresses(text: str) -> str:
    """With "[address]" where a street and house, a flat, a box or a whole postcode stands."""
    if not any(letter.isdigit() for letter in text):
        return text
    for pattern in _IN_TEXT:
        text = pattern.sub("[address]", text)
    return text


def place_only(text: str) -> str | None:
    """City, region and country of a place, in the words in which they were given; None where nothing of them is
    left. A name that is known nowhere stays where nothing else is said, and nothing speaks of an address."""
    pieces = [piece for piece in _APART.split(text[:_LONGEST].replace("[address]", " ")) if piece.strip()]
    left = [(_city_of(piece), piece) for piece in pieces]
    clean = all(city == piece for city, piece in left)
    told = [city for city, _ in left if city]
    known = [city for city in told if _is_place(city)]
    if known:
        return ", ".join(_with_village(told, known) if clean else known)
    return told[0] if clean and len(told) == 1 and len(told[0].split()) <= _LONGEST_UNKNOWN else None


def _with_village(told: list[str], known: list[str]) -> list[str]:
    """What follows a place is the county that it lies in; what a region follows may be a village."""
    if (
        not any(place.city for each in known for place in parse_location(each).locations)
        and len(told[0].split()) <= _LONGEST_UNKNOWN
    ):
        return told
    return told[told.index(known[0]) :]


def _city_of(piece: str) -> str:
    """The piece without what is of an address."""
    piece = piece.strip()
    if not any(letter.isdigit() for letter in piece) and (not _SIGN.search(piece) or is_known(piece)):
        return piece
    if _UNIT.search(piece):
        return ""
    left = _DUTCH.sub(" ", piece)
    if _SIGN.search(left):
        return _behind(left)
    return " ".join(_DIGITS.sub(" ", left).split()).strip(" .-()[]")


def _behind(piece: str) -> str:
    """The city that stands behind street and house: "Hauptstraße 5, Wien" without its comma."""
    signs = [found.end() for found in _DIGITS.finditer(piece)]
    if not _BEFORE_NAME.match(piece):
        signs += [found.end() for found in _SIGN.finditer(piece)]
    behind = piece[max(signs, default=len(piece)) :].strip(" .-()[]")
    return behind if behind and len(behind.split()) <= _LONGEST_CITY and _is_place(behind) else ""


def _is_place(text: str) -> bool:
    """A place of the world or a larger area, or where the work is done: nothing else is in it."""
    where = parse_location(text)
    if not where.locations:
        return where.workplace != "unknown"
    return all(place.country or place.region for place in where.locations) and bool(folded(text))
