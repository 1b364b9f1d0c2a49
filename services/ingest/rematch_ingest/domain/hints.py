"""Where a person would work, as names of places and nothing else."""

from rematch_common.contracts import CandidateChanged
from rematch_jobtext import Location, parse_location

MOST_HINTS = 10
REMOTE = "Remote"
# Where the region is part of how people name a city.
_BY_REGION = frozenset({"US", "CA", "AU"})


def hints_of(candidate: CandidateChanged) -> tuple[str, ...]:
    """Cities, regions and countries that are known as such: whatever else a field holds may be an address."""
    named = candidate.preferred_locations or ((candidate.location,) if candidate.location else ())
    hints: dict[str, None] = {}
    if candidate.remote == "only":
        hints[REMOTE] = None
    for text in named:
        where = parse_location(text)
        if where.workplace == "remote":
            hints[REMOTE] = None
        hints.update(dict.fromkeys(hint for hint in map(_hint, where.locations) if hint))
    return tuple(hints)[:MOST_HINTS]


def _hint(place: Location) -> str | None:
    if place.country is None:
        return None
    wider = place.region if place.country in _BY_REGION else place.country
    return ", ".join(part for part in (place.city, wider or place.country) if part)
