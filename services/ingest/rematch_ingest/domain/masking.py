"""Masking of what is known to be somebody's: their name, their address, their e-mail and phone, wherever they stand.

Contact data that nobody told us beforehand is found by jobtext's `mask_contacts`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from rematch_ingest.domain.people import Personal
from rematch_ingest.domain.spellings import Spell, bare, exact, german, loose, street_word
from rematch_ingest.domain.streets import without_addresses
from rematch_jobtext import mask_contacts, mentions, occupation, parse_location

Mask = Callable[[str], str]
_BETWEEN = r"[\s.,_'\u2019-]{0,3}"
_TITLE = r"(?:mr|mrs|ms|miss|dr|prof|herr|frau|mme|mlle|sra?|srta|signor|signora)\.?\s+"
_SEPARATOR = re.compile(r"[\s.,_'\u2019-]+")
_PART_END = re.compile(r"[\n,;]+")
_POSTCODE = re.compile(r"\S*\d\S*")
_SHORTEST_NAME, _SHORTEST_PART = 3, 5


def masked(value: Any, personal: Personal) -> Any:
    """The same value with nothing of the person in any text of it."""
    return _each(value, mask_of(personal))


def _each(value: Any, mask: Mask) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {name: _each(part, mask) for name, part in value.items()}
    return [_each(part, mask) for part in value] if isinstance(value, list | tuple) else value


def mask_of(personal: Personal) -> Mask:
    @cache
    def rules(spell: Spell) -> list[Rule]:
        return [*_contacts(personal), *_addresses(personal.address or "", spell), *_names(personal, spell)]

    def mask(text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        for pattern, instead in rules(exact if text.isascii() else loose):
            text = pattern.sub(instead, text)
        return without_addresses(mask_contacts(text))

    return mask


Rule = tuple[re.Pattern[str], str]


def _contacts(personal: Personal) -> Iterator[Rule]:
    if email := (personal.email or "").strip():
        yield re.compile(re.escape(email), re.IGNORECASE), "[email]"
    digits = re.findall(r"\d", personal.phone or "")
    if 6 <= len(digits) <= 20:
        yield re.compile(r"(?<!\d)\+?\(?" + r"[\s().\u2011/-]{0,3}".join(digits) + r"(?!\d)"), "[phone]"


def _addresses(address: str, spell: Spell) -> Iterator[Rule]:
    """The whole, then its parts; of a postcode with its city the city stays, since matching needs it."""
    parts = [" ".join(part.split()) for part in _PART_END.split(address)]
    if len([part for part in parts if part]) > 1:
        yield _words(re.split(r"[\s,;]+", address.strip()), spell, r"[\s,;.]{1,4}"), "[address]"
    for place, part in enumerate(parts):
        if len(part) < _SHORTEST_PART and not any(letter.isdigit() for letter in part):
            continue
        left = " ".join(_POSTCODE.sub(" ", part).split())
        if any(letter.isdigit() for letter in part):
            is_city = bool(left) and place > 0 and _is_place(left)
            yield _words(part.split(), spell, r"[\s.]{1,3}"), left if is_city else "[address]"
        elif place == 0 and len(part.split()) > 1 and not _is_place(part):
            yield _words(part.split(), spell, r"[\s.]{1,3}"), "[address]"


def _is_place(text: str) -> bool:
    return any(place.country for place in parse_location(text).locations)


def _names(personal: Personal, spell: Spell) -> Iterator[Rule]:
    """First and last together in any spelling; each alone where it is written as a name and is no word of work."""
    yield from ((pattern, "[name]") for pattern in full_names(personal, spell))
    for name in (personal.first_name, personal.last_name):
        for spelt in _spellings(name or ""):
            tokens = spell(spelt)
            yield re.compile(rf"(?i:\b{_TITLE}){_bounded(f'(?i:{tokens})')}"), "[name]"
            if len(spelt) >= _SHORTEST_NAME and not is_of_work(spelt):
                written = "|".join({spell(spelt[:1].upper() + spelt[1:]), spell(spelt.upper())})
                yield re.compile(_bounded(f"(?:{written})")), "[name]"


def full_names(personal: Personal, spell: Spell) -> Iterator[re.Pattern[str]]:
    """First and last together, in any order and spelling."""
    for first in _spellings(personal.first_name or ""):
        for last in _spellings(personal.last_name or ""):
            one, other = (_BETWEEN.join(map(spell, _SEPARATOR.split(name))) for name in (first, last))
            middle = rf"{_BETWEEN}(?:[^\W\d_]\.?{_BETWEEN})?"
            initial = rf"{spell(first[0])}[\s.]{{1,3}}"
            both = f"{one}{middle}{other}|{other}{_BETWEEN}{one}|{initial}{other}"
            yield re.compile(_bounded(f"(?:{both})"), re.IGNORECASE)


def _spellings(name: str) -> list[str]:
    """As it is written, without accents, and as German writes it without umlauts: accents are found by `loose`."""
    composed = unicodedata.normalize("NFC", " ".join(name.split()))
    spelt = german(composed)
    title_case = " ".join(word[:1].upper() + word[1:] for word in spelt.split())
    kept = [composed, bare(composed), title_case if spelt != bare(composed).lower() else ""]
    return [each for each in dict.fromkeys(kept) if _SEPARATOR.sub("", each)]


def is_of_work(name: str) -> bool:
    """ "Cook", "Baker" and "Ruby" are names too: alone they stay, or nobody would be a baker any more."""
    return bool(mentions(name)) or bool(occupation(name)[0])


def _words(words: list[str], spell: Spell, between: str) -> re.Pattern[str]:
    return re.compile(
        _bounded(between.join(street_word(word, spell) for word in words if word.strip(".,;:"))), re.IGNORECASE
    )


def _bounded(pattern: str) -> str:
    """Not within a longer word; digits and lines below may stand beside it, as in jane_roe82."""
    return rf"(?<![^\W\d_]){pattern}(?![^\W\d_])"
