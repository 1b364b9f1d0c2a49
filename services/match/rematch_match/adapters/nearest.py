"""Which of those that a vector engine brings are the nearest, when several are equally near."""

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

R = TypeVar("R", str, int)
# How many times what is wanted is looked through for equals at most; past that the engine's own order decides.
_WIDEST = 16


class Hit(NamedTuple, Generic[R]):
    """`ref`: what tells whose it is; the id itself where an engine remembers refs apart."""

    score: float
    id: int | str
    ref: R


def first(hits: Sequence[Hit[R]], asked: int, limit: int) -> list[R] | None:
    """The refs of the nearest, equals by id; None while more may equal the last of them than were asked for.

    An engine gives equals in an order of its own, that differs from replica to replica and after an update.
    """
    ordered = sorted(hits, key=lambda hit: (-hit.score, hit.id))
    whole = len(hits) < asked or ordered[-1].score < ordered[limit - 1].score
    return [hit.ref for hit in ordered[:limit]] if whole or asked >= _WIDEST * limit else None
