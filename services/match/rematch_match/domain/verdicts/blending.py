"""How a verdict counts: in a profile that has a judgement it takes that one's place, else it may lower the score.

Raising a score beyond what the factors allow needs a ceiling that somebody has configured. Whatever a verdict says,
filters and gates hold, and the part of the score that no day changes is changed with it: it ages as any other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Any, Self

from rematch_common.contracts import Factor
from rematch_match.domain.ageing import Fixed, value_at
from rematch_match.domain.factors.recency import newness
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.profiles.profile import JUDGEMENT
from rematch_match.domain.score import Score
from rematch_match.domain.tastes.tilt import points_in
from rematch_match.domain.terms import Terms
from rematch_match.domain.verdicts.presets import USUAL, usual_weight

Part = tuple[str, float, float, bool]
"""Of a score: the factor's name, what it says, its weight, and whether it is known."""


@dataclass(frozen=True, slots=True)
class Blend:
    """`weight`: of what isn't the verdict. `ceiling`: by how many points a verdict may raise what the factors say."""

    weight: float = USUAL
    ceiling: float = 0.0

    @classmethod
    def of(cls, told: Any) -> Self:
        return cls(told["weight"], told["ceiling"])


def blend_for(job: JobFacts, terms: Terms) -> Blend:
    """The weight that was chosen for verdicts; else the one that the profile's own weights say; else by the line of
    work."""
    chosen = terms.verdicts.weight
    if chosen is None:
        chosen = _by_weights(terms)
    return Blend(usual_weight(job) if chosen is None else chosen, terms.verdicts.ceiling)


def with_verdict(score: Score, said_score: float, how: Blend) -> Score:
    """The score that results; the same one for two that are kept apart."""
    if score.apart is not None:
        return score
    parts = [(each.name, each.score, each.weight, each.known) for each in score.factors]
    fixed = fixed_with(score.fixed, score.age, parts, said_score, how)
    value = value_at(fixed, score.age)
    return replace(
        score,
        value=value,
        fixed=fixed,
        factors=_factors(score.factors, said_score, how),
        gates=_gates(score, value),
        inputs={**score.inputs, "verdict": {"score": said_score, "weight": how.weight, "ceiling": how.ceiling}},
    )


def fixed_with(fixed: Fixed, age: float | None, parts: Iterable[Part], said: float, how: Blend) -> Fixed:
    """What no day changes, of a score that was `fixed` before anybody judged."""
    said = min(max(said, 0.0), 100.0)
    own = list(parts)
    if any(name == JUDGEMENT for name, *_ in own):
        return _in_its_place(fixed, own, said, how.weight)
    return _beside(fixed, age, said, how)


def _in_its_place(fixed: Fixed, parts: Sequence[Part], said: float, share: float) -> Fixed:
    """The verdict with what the texts say; of the weights only how they are shared out changes."""
    whole = sum(weight for name, _, weight, _ in parts if _blends(name))
    known = [score for name, score, _, known in parts if name == "semantic" and known]
    weight = whole * (1 - share) + (whole * share if known else 0.0)
    total = whole * (1 - share) * said + (whole * share * known[0] if known else 0.0)
    moved = points_in(parts) * (weight + fixed.recency)
    return replace(fixed, total=total + moved, weight=weight) if weight > 0 else fixed


def _beside(fixed: Fixed, age: float | None, said: float, how: Blend) -> Fixed:
    """So much less, or up to the ceiling more, in what is averaged: then the gates and the posting's age count on."""
    value = value_at(fixed, age)
    aim = min(how.weight * value + (1 - how.weight) * said, value + how.ceiling)
    # Digits behind the first are cut where it rises: never a hair above the ceiling.
    aim = floor(aim * 10 + 1e-6) / 10 if aim > value else aim
    new = newness(age)
    recency = 0.0 if new is None else fixed.recency
    whole = fixed.weight + recency
    if whole <= 0 or fixed.cap <= 0 or aim == value:
        return fixed
    mean = min(max(aim * 100 / fixed.cap, 0.0), 100.0)
    return replace(fixed, total=mean * whole - recency * (new or 0.0))


def _factors(factors: Iterable[Factor], said: float, how: Blend) -> tuple[Factor, ...]:
    own = list(factors)
    whole = sum(each.weight for each in own if _blends(each.name))
    if all(each.name != JUDGEMENT for each in own):
        return tuple(own)
    shares = {"semantic": how.weight * whole, JUDGEMENT: (1 - how.weight) * whole}
    said_so = {"score": min(max(said, 0.0), 100.0), "known": True, "note": "a verdict"}
    return tuple(
        each.model_copy(update={"weight": shares[each.name], **(said_so if each.name == JUDGEMENT else {})})
        if each.name in shares
        else each
        for each in own
    )


def _gates(score: Score, value: float) -> tuple[tuple[str, float], ...]:
    """A verdict beside the factors speaks against the pair as a gate does."""
    if any(each.name == JUDGEMENT for each in score.factors) or value >= score.value:
        return score.gates
    return tuple(sorted((*score.gates, ("verdict", round(value / score.value, 3))), key=lambda each: each[1]))


def _blends(name: str) -> bool:
    return name in ("semantic", JUDGEMENT)


def _by_weights(terms: Terms) -> float | None:
    """A tenant that has weighed text against judgement has said how much a verdict weighs."""
    text, judgement = terms.weights.get("semantic"), terms.weights.get(JUDGEMENT)
    if text is None or judgement is None or text + judgement <= 0:
        return None
    return text / (text + judgement)
