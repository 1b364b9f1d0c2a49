"""Titles and places as people write them, to what they name."""

from collections.abc import Iterable
from functools import lru_cache

from rematch_jobtext import occupation, parse_location, title_parts
from rematch_match.domain.asks import Place, WishedTitle


@lru_cache(maxsize=20_000)
def read_title(title: str) -> WishedTitle:
    parts = title_parts(title)
    return WishedTitle(parts.core, occupation(parts.core)[0], parts.seniority)


def places_named(texts: Iterable[str]) -> tuple[Place, ...]:
    """Each once, in the order named."""
    found = (where for text in texts for where in parse_location(text).locations)
    return tuple(dict.fromkeys(Place(where.city, where.region, where.country) for where in found))
