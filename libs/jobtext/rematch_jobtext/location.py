"""A place of a job."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """One place as far as it is known. The region of a US, Canadian or Australian place is its postal code."""

    city: str | None
    region: str | None
    country: str | None
    text: str


def without_wider(found: list[Location]) -> list[Location]:
    """Without "Germany" beside Berlin, "Europe" beside Spain, or what nobody can place beside what is placed."""
    if len(found) < 2:
        return found
    exact = [place for place in found if place.country]
    return [p for p in exact if not (p.city is None and _is_within(p, exact))] if exact else found


def _is_within(wide: Location, exact: list[Location]) -> bool:
    return any(
        p is not wide
        and p.country == wide.country
        and (p.city or p.region)
        and (wide.region in (None, p.region))
        and p != wide
        for p in exact
    )
