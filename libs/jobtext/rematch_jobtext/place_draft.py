"""A place in the making: what a city's name and the names of areas around it leave it to be."""

from dataclasses import dataclass, field

from rematch_jobtext.areas import Area
from rematch_jobtext.gazetteer import City

VILLAGE_BELOW = 100_000
_CALIFORNIA = Area("US", "CA", "CA", short=True)


@dataclass(slots=True)
class PlaceDraft:
    """At most one city and the areas that say where it is."""

    city: str | None = None
    known: list[City] = field(default_factory=list)
    areas: list[tuple[Area, ...]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    zone: str | None = None

    def fits(self, meanings: tuple[Area, ...]) -> bool:
        """Whether a name of an area can say where this place is."""
        if self.city is None:
            return any(_nested(a, b) for last in self.areas for a in last for b in meanings)
        if not self.known:
            return not self.areas or any(_nested(a, b) for last in self.areas for a in last for b in meanings)
        return any(area.holds(city) for city in self.candidates() for area in meanings)

    def candidates(self) -> list[City]:
        fitting = [c for c in self.known if all(any(a.holds(c) for a in meanings) for meanings in self.areas)]
        if not any(_CALIFORNIA in meanings for meanings in self.areas):
            return fitting
        # ", CA" is California before it is Canada, unless a large city says otherwise.
        there = [city for city in fitting if _CALIFORNIA.holds(city)]
        return there or [city for city in fitting if city.people >= VILLAGE_BELOW]


def narrowest(listed: list[tuple[Area, ...]]) -> Area | None:
    """The one meaning that all the names agree on, the region of it if one is named."""
    for first in sorted(
        (a for meanings in listed for a in meanings), key=lambda a: (a.admin is None, a.region is None)
    ):
        if all(any(_nested(first, other) for other in meanings) for meanings in listed):
            return first
    return None


def _nested(one: Area, other: Area) -> bool:
    same_region = one.region is None or other.region is None or one == other or not (one.admin and other.admin)
    return one.country == other.country and same_region
