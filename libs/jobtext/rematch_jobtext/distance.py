"""Where on the globe a place lies that a location field names."""

from functools import lru_cache

from rematch_jobtext.areas import region_of
from rematch_jobtext.gazetteer import gazetteer
from rematch_jobtext.plain import folded


@lru_cache(maxsize=4_096)
def coordinates(city: str, region: str | None, country: str | None) -> tuple[float, float] | None:
    """Latitude and longitude of a city as `parse_location` names it; None if no such city is known there."""
    known = [place for place in gazetteer().cities(city) if country in (None, place.country)]
    within = [place for place in known if region is not None and region_of(place) == region] or known
    return (within[0].latitude, within[0].longitude) if within else None


def gazetteer_has(city: str, country: str) -> bool:
    """Whether a country has a city of that name."""
    return any(place.country == country for place in gazetteer().cities(city))


def namesake(name: str) -> tuple[str, str] | None:
    """The largest city that bears this very name, and its country."""
    found = next((city for city in gazetteer().cities(name) if folded(city.name) == folded(name)), None)
    return (found.name, found.country) if found else None
