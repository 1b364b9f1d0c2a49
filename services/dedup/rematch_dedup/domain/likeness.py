"""How alike two titles are, once words that mean the same job are one."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from rematch_jobtext.occupations import near, occupation

_ONE_WORD = {
    "developer": "engineer",
    "programmer": "engineer",
    "dev": "engineer",
    "engineering": "engineer",
    "rn": "nurse",
    "nursing": "nurse",
    "rep": "representative",
    "admin": "administrator",
    "administrative": "administrator",
    "exec": "executive",
    "mgr": "manager",
    "tech": "technician",
    "frontend": "front",
    "backend": "back",
    "fullstack": "full",
    "driving": "driver",
    "hr": "people",
    "international": "global",
    "internal": "in",
}
# Words that add nothing to what the job is.
_FILLERS_TEXT = """
    and of for the in at with to job role position opportunity opening vacancy team member full part time permanent
    und fur mit im der die das de la le les du des et en y para
"""
_FILLERS = frozenset(_FILLERS_TEXT.split())
# Two jobs may differ in these alone.
_SHIFTS_TEXT = """
    night overnight day daytime evening afternoon morning weekend early late second third shift nacht nachtdienst
    tagdienst fruhdienst spatdienst wochenende nuit jour soir noche dia tarde avond
"""
_SHIFTS = frozenset(_SHIFTS_TEXT.split())
Relation = Literal["same", "near", "apart"]


@lru_cache(maxsize=4_096)
def same_words(title: tuple[str, ...]) -> frozenset[str]:
    """The title's words as jobs are told apart by; the bare words where nothing else is left."""
    words = one_spelling(title)
    return words - _FILLERS or words


def one_spelling(words: Iterable[str]) -> frozenset[str]:
    """Words that mean the same job are one, and so are one and many of them."""
    return frozenset(_ONE_WORD.get(word, word) for word in map(_singular, words))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=4_096)
def related(one: tuple[str, ...], other: tuple[str, ...]) -> Relation:
    """Whether two titles name one occupation, or two that are taken for each other, or neither."""
    if (two := two_occupations(one, other)) is not None:
        return two
    mine = occupation(" ".join(one))[0]
    if mine is not None and mine == occupation(" ".join(other))[0]:
        return "same"
    here, there = same_words(one), same_words(other)
    return "same" if here == there else "near" if here <= there or there <= here else "apart"


@lru_cache(maxsize=4_096)
def special(title: tuple[str, ...]) -> frozenset[str]:
    """The words that say which of the jobs of one occupation it is: ICU, Payments, night."""
    named, rest = occupation(" ".join(title))
    return one_spelling(rest) - _FILLERS if named is not None else same_words(title)


def same_focus(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both say, beside an occupation, which of such jobs it is, and the same."""
    named = occupation(" ".join(one))[0] is not None and occupation(" ".join(other))[0] is not None
    return named and bool(special(one)) and special(one) == special(other)


def two_occupations(one: tuple[str, ...], other: tuple[str, ...]) -> Literal["near", "apart"] | None:
    """Where each names an occupation, and not the same: whether they are taken for each other."""
    mine, yours = occupation(" ".join(one))[0], occupation(" ".join(other))[0]
    if mine is None or yours is None or mine == yours:
        return None
    return "near" if near(mine, yours) else "apart"


@lru_cache(maxsize=4_096)
def adorned(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one is the other with words added, none of them a shift's."""
    fewer, more = sorted((same_words(one), same_words(other)), key=len)
    return fewer <= more and _SHIFTS.isdisjoint(more - fewer)
