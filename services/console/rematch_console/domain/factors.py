"""A score's factors as bars: how much of it each could give, and does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """`share`: of all that counts, how much this factor does (0 to 1); `gives`: points of the score that it brings."""

    name: str
    score: float
    weight: float
    known: bool
    note: str | None
    share: float
    gives: float


def bars(factors: Sequence[Mapping[str, Any]]) -> list[Bar]:
    """Those that count most first; of one that nothing is known of, the others carry the weight."""
    known = sum(float(one.get("weight") or 0) for one in factors if one.get("known", True))
    found = [_bar(one, known) for one in factors]
    return sorted(found, key=lambda bar: (not bar.known, -bar.weight))


def _bar(one: Mapping[str, Any], known: float) -> Bar:
    score, weight = float(one.get("score") or 0), float(one.get("weight") or 0)
    share = weight / known if one.get("known", True) and known else 0.0
    return Bar(
        str(one.get("name")),
        score,
        weight,
        bool(one.get("known", True)),
        one.get("note"),
        round(share, 4),
        round(share * score, 2),
    )
