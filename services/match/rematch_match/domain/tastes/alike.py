"""What two openings have in common for somebody who liked one of them, or said no to it."""

from collections.abc import Iterator
from typing import NamedTuple

from rematch_jobtext import normal_company
from rematch_match.domain.asks import Asks, Place

COMPANY, ROLE, PLACE = "company", "role", "place"
REMOTE = "remote"
Kind = tuple[str, str]
"""An aspect, and what it is."""


class Alike(NamedTuple):
    """What isn't known is like nothing."""

    company: str | None = None
    role: str | None = None
    places: frozenset[str] = frozenset()
    """REMOTE alone, where the work is done at home."""

    def kinds(self) -> Iterator[Kind]:
        if self.company:
            yield COMPANY, self.company
        if self.role:
            yield ROLE, self.role
        yield from ((PLACE, place) for place in sorted(self.places))


def alike(asks: Asks) -> Alike:
    role = asks.occupation or asks.title_core.casefold()
    places = [REMOTE] if asks.workplace == "remote" else map(_named, asks.places)
    return Alike(normal_company(asks.company) or None, role or None, frozenset(filter(None, places)))


def _named(place: Place) -> str | None:
    """A country alone is no place that somebody wants, or doesn't."""
    near = place.city or place.region
    return f"{place.country or ''}/{near}".casefold() if near else None
