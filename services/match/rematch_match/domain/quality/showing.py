"""What somebody was shown, as it is noted: which version of which match, where, and at which place there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from rematch_match.domain.listing import Page
from rematch_match.domain.pairs import PairKey

Surface = Literal["list", "message"]


@dataclass(frozen=True, slots=True)
class Showing:
    """`position`: from 1. `version`: of the match; what it rested on is in the audit under it."""

    key: PairKey
    version: int
    position: int
    profile: str
    profile_version: int
    at: datetime
    surface: Surface = "list"


def showings(page: Page, bodies: Mapping[PairKey, Mapping[str, Any]], at: datetime) -> Iterator[Showing]:
    """Of a page of somebody's list, best first. What was never told has no version that could be looked up."""
    for position, (head, _) in enumerate(page.heads, page.first):
        scoring = bodies.get(head.key, {}).get("scoring")
        if scoring is not None:
            yield Showing(head.key, head.version, position, scoring["profile"], scoring["version"], at)
