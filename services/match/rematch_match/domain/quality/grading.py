"""What a reaction to a match is worth."""

from collections.abc import Collection, Mapping

from rematch_common.contracts.feedback import Action

GRADES: Mapping[Action, int] = {
    "viewed": 1,
    "thumbs_up": 2,
    "saved": 2,
    "shortlisted": 2,
    "applied": 3,
    "interviewed": 4,
    "offered": 5,
    "hired": 6,
}
"""Of each by itself. What isn't here is worth nothing: a no least of all, and stars are of an explanation as well."""
WELL = 2
"""From this grade on somebody has reacted well. To open a match is to look at it."""
_DONE = 3
_NO = frozenset({"rejected", "thumbs_down"})


def grade(actions: Collection[Action]) -> int:
    """Of all that was said of a match, in whatever order, and however often. A no takes back what was only liked or
    looked at; who has applied has applied, whoever said no to whom afterwards."""
    best = max((GRADES.get(action, 0) for action in actions), default=0)
    return best if best >= _DONE or _NO.isdisjoint(actions) else 0
