"""What a person is told of the tool that ranks them: that there is one, what it looks at, and how to be left out."""

from collections.abc import Mapping
from dataclasses import dataclass

from rematch_match.domain.learned.correction import BOUND
from rematch_match.domain.profiles import profile_named
from rematch_match.domain.profiles.profile import RECENCY
from rematch_match.domain.sheets import weights_of
from rematch_match.domain.tastes.tilt import MOST, TASTE
from rematch_match.domain.terms import Terms

BY_HAND = "The person has asked to be matched by hand: nothing matches them automatically until they agree again."
HOW = 'POST /v1/candidates/{candidate_id}/consent of ingest, {"automated_matching": false}; true is the way back'
_SUMMARY = (
    "Openings are found and ranked for you by a program. It gives each pair of an opening and a person a score from "
    "0 to 100; people who decide see it with its reasons. You may see your scores and their reasons, have what is "
    "wrong corrected, and ask to be matched by hand instead: nothing is scored then, and what was found is withdrawn."
)
_OWN_WORD = (
    f" What you saved, applied to or said no to moves others like it in your own list, by {MOST:g} points at most."
)
_LEARNED = (
    f" What others whom the same company matches took to or said no to corrects the order by {BOUND:g} points at most; "
    "who they or you are plays no part in it."
)
_LOOKS_AT: Mapping[str, str] = {
    "skills": "the skills that you have, against those that the opening asks for",
    "title": "the jobs that you had last and want, against the opening's title",
    "semantic": "how near your profile's text and the opening's are in meaning",
    "level": "your level of seniority, against the opening's",
    "experience": "your years of experience, against those asked for",
    "location": "where you are, want to work and whether from home, against where the work is",
    "salary": "the pay that you want, against what is offered",
    "employment": "the kinds of contract that you take",
    "industry": "whether the opening's industry is one that those who look for you prefer",
    "recency": "how new the opening is",
    "judgement": "a judgement of these facts as a whole",
}
NEVER_LOOKS_AT = (
    "name, picture, address, date of birth and contact data",
    "sex, race, ethnicity, religion, health, disability, family and sexual orientation: where any of it is kept for "
    "audits of fairness, it lies apart from everything that scores",
    "what anybody posts elsewhere",
)


@dataclass(frozen=True, slots=True)
class LooksAt:
    factor: str
    weight: float
    """Of all weights together, from 0 to 1."""
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """As things are now for a tenant's people. `language_model`: whether one may be asked for a verdict of a pair."""

    profile: str
    looks_at: tuple[LooksAt, ...]
    language_model: bool
    summary: str
    never_looks_at: tuple[str, ...] = NEVER_LOOKS_AT
    by_hand: str = HOW


def notice_of(terms: Terms) -> Notice:
    """Heaviest first; what the tenant gives no weight is not looked at."""
    profile = profile_named(terms.profile)
    names = (*(name for name, _, _ in profile.factors), RECENCY)
    weights = dict(zip(names, weights_of(profile, terms.weights), strict=True))
    whole = sum(weights.values())
    heaviest = sorted(weights, key=lambda name: -weights[name])
    looks_at = (LooksAt(name, round(weights[name] / whole, 4), words_for(name)) for name in heaviest if weights[name])
    return Notice(f"{profile.name}/{profile.version}", tuple(looks_at), terms.verdicts.on, _summary(terms))


def _summary(terms: Terms) -> str:
    moves = terms.weights.get(TASTE, 1.0) > 0
    return f"{_SUMMARY}{_OWN_WORD if moves else ''}{_LEARNED if terms.learned else ''}"


def words_for(factor: str) -> str:
    return _LOOKS_AT.get(factor, factor)
