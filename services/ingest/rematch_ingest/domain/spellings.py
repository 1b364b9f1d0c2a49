"""A known word as a pattern that finds it with other accents, and a street as it is shortened."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

Spell = Callable[[str], str]
# Letters that are no letter with an accent, and what is written for them.
_LIKE = {
    "l": "łŁ", "o": "øØ", "d": "đĐðÐ", "i": "\u0131\u0130", "h": "ħĦ", "t": "ŧŦ",
}  # fmt: skip
_TWO = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
_ONE_FOR = {"ss": "ßẞ", "ae": "äæÄÆ", "oe": "öøœÖØŒ", "ue": "üÜ", "aa": "åÅ", "th": "þÞ"}
_UNPARTED = {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th"}
_STREETS = (
    ("street", "st", "str"), ("road", "rd"), ("avenue", "avenida", "ave", "av", "avda"), ("lane", "ln"),
    ("drive", "dr", "drv"), ("boulevard", "blvd", "bd", "bvd", "bulevar"), ("court", "ct", "crt"), ("place", "pl"),
    ("square", "sq"), ("crescent", "cres", "cr"), ("terrace", "ter", "terr"), ("close", "cl"), ("gardens", "gdns"),
    ("highway", "hwy"), ("parkway", "pkwy"), ("grove", "gr", "grv"), ("north", "n"), ("south", "s"), ("east", "e"),
    ("west", "w"), ("strasse", "str"), ("platz", "pl"), ("straat", "str"), ("apartment", "apt"), ("calle", "c"),
    ("saint", "st", "ste", "sankt"), ("ulica", "ul"), ("rua", "r"), ("via", "v"), ("plaza", "pza", "plz"),
    ("flat", "fl"), ("mount", "mt"),
)  # fmt: skip
_ENDS = {
    "strasse": r"str(?:a(?:ß|ss)e)?", "straat": r"str(?:aat)?", "str": r"str(?:a(?:ß|ss)e|aat)?",
    "platz": r"pl(?:atz)?",
}  # fmt: skip
_END = re.compile(r"(?P<stem>.{2,}?)(?P<end>strasse|straat|str|platz)")


def bare(text: str) -> str:
    """Without accents; upper and lower case stay."""
    parted = "".join(_UNPARTED.get(letter, letter) for letter in unicodedata.normalize("NFC", text))
    plain = "".join(each for each in unicodedata.normalize("NFD", parted) if not unicodedata.combining(each))
    return "".join(_plain(letter) for letter in plain)


def german(text: str) -> str:
    """With two letters where an accent is written for them: Mueller of Müller."""
    return bare("".join(_TWO.get(letter, letter) for letter in unicodedata.normalize("NFC", text).lower()))


def loose(text: str) -> str:
    """A pattern of the text, whatever accents it has there; upper and lower case as they are here."""
    return "".join(_units(bare(text)))


def exact(text: str) -> str:
    """A pattern of the text for texts that have no accents: it costs a tenth of the other."""
    return re.escape(bare(text))


def street_word(word: str, spell: Spell) -> str:
    """A pattern of a word of an address, whole or as it is shortened, in any case."""
    word = word.strip(".,;:")
    plain = bare(word).lower()
    same = {each for group in _STREETS if plain in group for each in group}
    if same:
        return rf"(?:{'|'.join(spell(each) for each in sorted(same, key=lambda each: (-len(each), each)))})\.?"
    if ended := _END.fullmatch(plain):
        return rf"{spell(ended['stem'])}[\s.-]{{0,2}}{_ENDS[ended['end']]}\.?"
    return spell(word)


def _units(plain: str) -> Iterator[str]:
    place = 0
    while place < len(plain):
        two = plain[place : place + 2]
        if one := _ONE_FOR.get(two.lower()):
            yield f"(?:{_any(two[0])}{_any(two[1])}|[{one}])"
            place += 2
        else:
            yield _any(plain[place])
            place += 1


def _any(letter: str) -> str:
    return _accented().get(letter) or re.escape(letter)


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    found = next((plain for plain, others in _LIKE.items() if letter in others), letter)
    return found.upper() if letter.isupper() else found


@lru_cache(maxsize=1)
def _accented() -> dict[str, str]:
    """For each letter a class of it with every accent, in the same case."""
    found: dict[str, str] = {}
    for code in (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letter = chr(code)
        plain = bare(letter)
        if len(plain) == 1 and plain.isascii() and plain.isalpha():
            found[plain] = found.get(plain, "") + letter
    return {plain: f"[{letters}]" for plain, letters in found.items()}
