"""Ads worded differently: no single fact settles them, so all of them are weighed together.

The weights are a logistic regression over pairs of the labelled ads in tests/quality/dedup that nothing cheaper
decides. They read as one would expect: a title that sounds the same, the same skills, pay and place speak for one
opening; a word that the other ad nowhere has, other pay, and half a text in common at one firm (its boilerplate:
who words an ad anew keeps none of it) speak against it.
"""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass

from rematch_dedup.domain.likeness import same_words
from rematch_dedup.domain.portrait import Portrait

Alike = Callable[[str, str], float]
"""How alike two titles sound, up to 1."""

_WORDS_ENOUGH = 0.5
_BIAS = -0.81
_TITLE = 2.86


@dataclass(frozen=True, slots=True)
class Clues:
    """What two ads have in common, beside how their titles sound."""

    agree: Collection[str]
    doubts: Collection[str]
    shared_text: float
    one_firm: bool
    one_source: bool = False
    veto: str | None = None


def by_words(one: str, other: str) -> float:
    """Where no model is at hand: the words that two titles share."""
    mine, yours = same_words(tuple(one.split())), same_words(tuple(other.split()))
    return len(mine & yours) / max(len(mine | yours), 1)


def probability(one: Portrait, other: Portrait, clues: Clues, alike: Alike, least: float) -> float:
    """That these are one opening. The titles are compared only where that can decide whether it reaches `least`."""
    if not _credible(one, other, clues):
        return 0.0
    if "requisition" in clues.agree and clues.one_firm:
        return 1.0
    sum_of_facts = _BIAS + sum(_facts(one, other, clues))
    if _logistic(sum_of_facts + _TITLE) < least:
        return _logistic(sum_of_facts)
    return _logistic(sum_of_facts + _TITLE * alike(" ".join(one.title), " ".join(other.title)))


def _credible(one: Portrait, other: Portrait, clues: Clues) -> bool:
    """One platform shows an opening in other words only where the title says which of such jobs it is. Whoever isn't
    the employer is believed where the place is the same, and the pay or the words are."""
    if clues.one_source and "focus" not in clues.agree:
        return False
    here = "city" in clues.agree or {one.workplace, other.workplace} == {"remote"}
    if one.agency and one.company == other.company:
        # Its ads for two clients share their words and hardly ever their pay; what it words anew shares few.
        return here and "pay" in clues.agree and clues.shared_text < _WORDS_ENOUGH
    told_alike = "pay" in clues.agree or clues.shared_text >= _WORDS_ENOUGH or {"focus", "years"} <= set(clues.agree)
    return clues.one_firm or (here and told_alike)


def _facts(one: Portrait, other: Portrait, clues: Clues) -> list[float]:
    both = len(one.skills & other.skills)
    return [
        0.71 * both / max(min(len(one.skills), len(other.skills)), 1),
        1.93 * both / max(len(one.skills | other.skills), 1),
        (-2.87 if clues.one_firm else -2.25) * clues.shared_text,
        0.89 * ("pay" in clues.agree),
        0.32 * ("city" in clues.agree),
        1.28 * ("focus" in clues.agree),
        -2.44 * ("pay" in clues.doubts),
        -2.73 * ("title" in clues.doubts),
        -1.47 * (clues.veto == "title"),
        -0.57 * (not clues.one_firm),
    ]


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
