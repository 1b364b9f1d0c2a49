"""Ads worded differently: no single fact settles them, so all of them are weighed together.

The weights are a logistic regression over pairs of the labelled ads in tests/quality/dedup that nothing cheaper
decides; `make bench NAME=fit_grey` fits them anew and prints what it finds beside those in force. They read as one
would expect: a title that sounds the same, the same skills, pay and place speak for one opening; a word that the other
ad nowhere has, other pay, and half a text in common at one firm (its boilerplate: who words an ad anew keeps none of
it) speak against it.
"""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from rematch_dedup.domain.likeness import same_words, two_occupations
from rematch_dedup.domain.portrait import Portrait

Alike = Callable[[str, str], float]
"""How alike two titles sound, up to 1."""

_WORDS_ENOUGH = 0.5
BIAS, TITLE = "bias", "title"
WEIGHTS: Mapping[str, float] = {
    BIAS: -0.81,
    "skills of the shorter list": 0.71,
    "skills of both lists": 1.93,
    "text at one firm": -2.87,
    "text at two firms": -2.25,
    "same pay": 0.89,
    "same city": 0.32,
    "same focus": 1.28,
    "other pay": -2.44,
    "untold word of a title": -2.73,
    "titles apart": -1.47,
    "near occupations": -1.0,
    "other occupations": -1.6,
    "two firms": -0.57,
    TITLE: 2.86,
}
"""What each clue of `facts`, and how much the titles sound alike, add to the logarithm of the odds."""


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
    if (settled := unweighed(one, other, clues)) is not None:
        return settled
    sum_of_facts = WEIGHTS[BIAS] + sum(WEIGHTS[name] * value for name, value in facts(one, other, clues).items())
    if _logistic(sum_of_facts + WEIGHTS[TITLE]) < least:
        return _logistic(sum_of_facts)
    return _logistic(sum_of_facts + WEIGHTS[TITLE] * title_likeness(one, other, alike))


def unweighed(one: Portrait, other: Portrait, clues: Clues) -> float | None:
    """What one fact alone settles; None: all together must be weighed."""
    if "place" in clues.doubts or not _credible(one, other, clues):
        return 0.0
    return 1.0 if "requisition" in clues.agree and clues.one_firm else None


def title_likeness(one: Portrait, other: Portrait, alike: Alike) -> float:
    return alike(" ".join(one.title), " ".join(other.title))


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


def facts(one: Portrait, other: Portrait, clues: Clues) -> dict[str, float]:
    """All that is weighed beside the titles, by the names in WEIGHTS."""
    both, two = len(one.skills & other.skills), two_occupations(one.title, other.title)
    return {
        "skills of the shorter list": both / max(min(len(one.skills), len(other.skills)), 1),
        "skills of both lists": both / max(len(one.skills | other.skills), 1),
        "text at one firm": clues.shared_text * clues.one_firm,
        "text at two firms": clues.shared_text * (not clues.one_firm),
        "same pay": "pay" in clues.agree,
        "same city": "city" in clues.agree,
        "same focus": "focus" in clues.agree,
        "other pay": "pay" in clues.doubts,
        "untold word of a title": "title" in clues.doubts,
        "titles apart": clues.veto == "title",
        "near occupations": two == "near",
        "other occupations": two == "apart",
        "two firms": not clues.one_firm,
    }


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
