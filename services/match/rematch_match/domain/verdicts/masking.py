"""What strangers wrote, down to the words of a trade: the rest is left out before a judge sees any of it.

A model may do whatever a text tells it. So it is shown no sentence that could tell it anything: names of known skills,
words from a list of our own (words.txt) and small numbers of years pass, and nothing else does, in any language.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from hashlib import sha256
from importlib import resources

from rematch_jobtext import mask_contacts, mentions, skill_name
from rematch_jobtext.plain import line
from rematch_jobtext.skills_table import skill_table
from rematch_match.domain.languages import is_fluency

_GAP = "..."
_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,2})(?:\s?(?:-|\u2013|to)\s?(\d{1,2}))?\+?\s+(?=(?:full\s)?(?:years?|yrs?|months?)\b)", re.I
)
_LONGEST = 300
_MOST_YEARS = 40
_ENOUGH = 0.5
"""Of its words so many must pass: of a sentence of which less is left nobody knows what it said."""
_LETTERS = "bcdfghjklmnpqrstvwxz"


@lru_cache(maxsize=8_192)
def masked(text: str, also: frozenset[str] = frozenset()) -> str:
    """The text with a gap where there was anything else than words of a trade; "" where too little is left.

    `also`: further words that may pass, of our own tables.
    """
    words = list(_pieces(mask_contacts(line(text, _LONGEST)), also))
    kept = sum(word != _GAP for word in words)
    if not kept or kept < _ENOUGH * len(words):
        return ""
    return " ".join(word for at, word in enumerate(words) if word != _GAP or (at and words[at - 1] != _GAP))


@lru_cache(maxsize=8_192)
def named(skill: str) -> str:
    """A skill as a judge reads it; one that no table of ours knows has a name without a meaning, the same each time."""
    if skill in skill_table().skills:
        return skill_name(skill)
    tongue = f"{skill.rpartition('-')[0]}-language"
    if is_fluency(skill) and tongue in skill_table().skills:
        return f"{skill_name(tongue)} (fluent)"
    words = skill.casefold().split("-")
    if len(words) <= 3 and all(word in known_words() for word in words):
        return " ".join(words)
    digest = sha256(skill.encode()).digest()
    return "unlisted-" + "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:6])


@cache
def known_words() -> frozenset[str]:
    lines = (resources.files(__package__) / "words.txt").read_text("utf-8").splitlines()
    return frozenset(word for each in lines if not each.startswith("#") for word in each.split())


def _pieces(text: str, also: frozenset[str]) -> Iterable[str]:
    reached = 0
    for mention in mentions(text):
        yield from _plain(text[reached : mention.start], also)
        yield " ".join(mention.alias.tokens)
        reached = mention.end
    yield from _plain(text[reached:], also)


def _plain(text: str, also: frozenset[str]) -> Iterable[str]:
    reached = 0
    for number in _NUMBER.finditer(text):
        yield from _words(text[reached : number.start()], also)
        low, high = number[1], number[2]
        yield _GAP if int(high or low) > _MOST_YEARS else f"{int(low)} to {int(high)}" if high else str(int(low))
        reached = number.end()
    yield from _words(text[reached:], also)


def _words(text: str, also: frozenset[str]) -> Iterable[str]:
    for word in text.split():
        bare = word.strip(".,;:!?(){}\"'").casefold()
        if bare:
            yield bare if bare in known_words() or bare in also else _GAP
