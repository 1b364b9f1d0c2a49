"""What people did with a match, as a grade to learn from: 3 they went for it, 2 they liked it, 1 neither, 0 a no."""

from collections.abc import Collection

from rematch_common.contracts.feedback import Action

_WENT = frozenset({"applied", "interviewed", "offered", "hired"})
_LIKED = frozenset({"thumbs_up", "saved", "shortlisted"})
_NO = frozenset({"rejected", "thumbs_down"})


def grade(actions: Collection[Action]) -> int:
    """Of all that was said of a match, in whatever order, and however often. A no takes back what was only liked; who
    has applied has applied, whoever said no to whom afterwards."""
    if not _WENT.isdisjoint(actions):
        return 3
    if not _NO.isdisjoint(actions):
        return 0
    return 1 if _LIKED.isdisjoint(actions) else 2
