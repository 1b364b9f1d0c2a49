"""What a pair's score was lowered by."""

from rematch_match.domain.score import Score
from rematch_match.domain.tastes.wording import moved_down

_SHOWN = 3


def costs(score: Score) -> tuple[str, ...]:
    """What speaks against the pair as a whole, and the factors that took most of the score, in words."""
    known = [factor for factor in score.factors if factor.known]
    whole = sum(factor.weight for factor in known) or 1.0
    lost = sorted(((each.weight * (100 - each.score) / whole, each) for each in known), key=lambda one: -one[0])
    took = [
        f"{factor.name} took {points:.1f} points{f': {factor.note}' if factor.note else ''}"
        for points, factor in lost[:_SHOWN]
        if points >= 0.5
    ]
    gates = (f"{name} leaves {100 * share:.0f} % of the score" for name, share in score.gates)
    return (*gates, *moved_down(score.tilt), *took)
